import { assert } from '../assert.ts'
import type { Input } from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import type { Outcome } from '../command/outcome.ts'
import { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import type { Side } from '../order/order-types.ts'
import type { StateImage } from '../state/state-image.ts'
import { hashImage } from '../state/state-hash.ts'
import { inputOf } from './command-line.fixture.ts'
import { timeOf } from './exact.fixture.ts'
import { Feed } from './feed.fixture.ts'
import { tellAgainst } from './expectation.fixture.ts'
import { tellCode, tellDenial, tellDuplicate, tellEvent, type Happening } from './happening.fixture.ts'
import { Names, type Listing } from './names.fixture.ts'
import { blocksOf, type Block, type Scenario } from './scenario.fixture.ts'
import { bookAgainst, cellsOf, tableAgainst, type Seen } from './tables.fixture.ts'

/** What scenarios are played on. */
export interface Exchange {
  /** Whether its denials name field, limit and value; an exchange may give only their codes. */
  readonly explains: boolean
  execute(input: Input, at: number): Outcome
  preview(input: Input, at: number): Outcome
  image(): StateImage
  /** Starts again with nothing but the events so far; `null`: it cannot. */
  readonly restart: ((events: readonly EngineEvent[]) => void) | null
  outsideOf(instrumentId: number, side: Side): readonly { readonly price: number; readonly size: number }[]
}

/** What came about in a scenario, to count what all of them together show. */
export interface Shown {
  readonly denials: Set<string>
  readonly events: Set<string>
  readonly cancelReasons: Set<string>
  readonly evidence: Set<string>
  /** Of orders: `new traded > filled`. */
  readonly moves: Set<string>
}

/** Before the first scenario. */
export function nothingShown(): Shown {
  return {
    denials: new Set(),
    events: new Set(),
    cancelReasons: new Set(),
    evidence: new Set(),
    moves: new Set(),
  }
}

/** Plays a scenario and tells it anew: the same lines where it went as it says, else the true ones. */
export function retell(scenario: Scenario, exchange: Exchange, shown: Shown): string[] {
  const play = new Play(exchange, shown)
  for (const block of blocksOf(scenario.background)) {
    const told = play.tell(block)
    assert(
      told.join('\n') === [block.head, ...block.body].join('\n'),
      `a background holds: ${told.join('\n')}`,
    )
  }
  return blocksOf(scenario.lines).flatMap((block) => play.tell(block))
}

/** 09:00 on the Monday of all scenarios. */
const start = timeOf('09:00') ?? 0

const finalKinds: Readonly<Record<string, string>> = {
  order_canceled: 'canceled',
  order_expired: 'expired',
  order_rejected: 'rejected',
}

/** One scenario under way, with a second engine that only folds the events. */
class Play {
  readonly #exchange: Exchange
  readonly #shown: Shown
  readonly #names = new Names()
  readonly #fold = new Engine({ recentOrdersMax: 100 })
  readonly #feed = new Feed()
  readonly #events: EngineEvent[] = []
  readonly #finalStatuses = new Map<number, string>()
  readonly #listings = new Map<number, Listing>()
  #at = start
  #tickets = 0

  constructor(exchange: Exchange, shown: Shown) {
    this.#exchange = exchange
    this.#shown = shown
  }

  /** Does what a block says and tells what came of it. */
  tell(block: Block): string[] {
    const head = block.head.trim()
    if (head.startsWith('//')) return [block.head, ...block.body]
    switch (head.split(/\s+/)[0]) {
      case 'instrument':
        this.#expectDone(`list ${head.slice('instrument '.length)}`)
        this.#expectDone(`phase ${head.split(/\s+/)[1] ?? ''} continuous`)
        return [block.head]
      case 'accounts':
        for (const text of head.slice('accounts '.length).split(',')) this.#openAccount(text.trim())
        return [block.head]
      case 'book':
        this.#setBook(block)
        return [block.head, ...block.body]
      case 'restart':
        return this.#restart(block)
      case 'then':
        return [block.head, ...this.#tellTable(head, block.body)]
      default:
        return this.#tellCommand(block)
    }
  }

  #restart({ head }: Block): string[] {
    const { restart } = this.#exchange
    assert(restart !== null, 'only an exchange that can start again is asked to')
    const before = hashImage(this.#exchange.image())
    restart(this.#events)
    assert(hashImage(this.#exchange.image()) === before, 'an exchange that started again is where it was')
    return [head]
  }

  /** `alice margin 100000.00 touch`: the account, and its first deposit. */
  #openAccount(text: string): void {
    const [, name = '', kind = '', money = '0', settings = ''] =
      /^(\S+) (cash|margin)(?: (-?[\d.]+))?(?: (.*))?$/.exec(text) ?? []
    this.#expectDone(`open ${name} ${kind} ${settings}`)
    if (!/^0*(\.0*)?$/.test(money)) this.#expectDone(`${name} deposits ${money}`)
  }

  /** `book` with its rows: the venue's levels as one book, then users' orders, row by row. */
  #setBook({ head, body }: Block): void {
    const title = head.trim().split('|')[0]?.trim().split(/\s+/) ?? []
    const symbol = title[1] === 'bid' || title[1] === 'last' ? '' : (title[1] ?? '')
    const rows = body.map(cellsOf)
    const venue = (place: number) =>
      rows
        .map((row) => row[place] ?? '')
        .filter((cell) => cell.endsWith(' venue'))
        .map((cell) => cell.replace(/ venue$/, ''))
        .join(', ')
    const last = title.includes('last') ? ` last ${title[title.indexOf('last') + 1] ?? ''}` : ''
    this.#expectDone(`venue ${symbol} book ${venue(0)} | ${venue(1)}${last}`)
    for (const row of rows) {
      for (const [place, cell] of row.entries()) {
        const [price = '', , quantity = '', name = ''] = cell.split(/\s+/)
        if (cell === '' || name === 'venue') continue
        this.#expectDone(`${name} ${place === 0 ? 'buys' : 'sells'} ${quantity} ${symbol} at ${price}`)
      }
    }
  }

  #expectDone(line: string): void {
    const happenings = this.#execute(line)
    const denial = happenings.find(({ kind }) => kind === 'denied')
    assert(denial === undefined, `"${line}" is done, not denied: ${denial?.words.join(' ') ?? ''}`)
  }

  #tellTable(head: string, body: readonly string[]): string[] {
    const { exchange, names, finalStatuses } = {
      exchange: this.#exchange,
      names: this.#names,
      finalStatuses: this.#finalStatuses,
    }
    const seen: Seen = {
      image: exchange.image(),
      names,
      finalStatuses,
      outsideOf: (instrumentId, side) => exchange.outsideOf(instrumentId, side),
    }
    return head.startsWith('then book') ? bookAgainst(head, body, seen) : tableAgainst(head, body, seen)
  }

  #tellCommand({ head, body }: Block): string[] {
    const [line = '', ...inHead] = head.split('->')
    const happenings = this.#execute(line.trim())
    if (inHead.length + body.length === 0) {
      const denial = happenings.find(({ kind }) => kind === 'denied')
      return denial === undefined ? [head] : [line, ...linesOf(tellAgainst(null, denial))]
    }
    const told: string[] = []
    let happened = 0
    for (const expected of expectedIn([...inHead.map((text) => `-> ${text}`), ...body])) {
      const real = happenings.slice(happened, happened + expected.texts.length)
      happened += expected.texts.length
      const words = real.map((happening, index) => tellAgainst(expected.texts[index] ?? null, happening))
      const wanted = expected.texts.map(({ text, sides }) => [text, ...sides])
      const isSame = JSON.stringify(words) === JSON.stringify(wanted)
      told.push(...(isSame ? expected.lines : words.flatMap(linesOf)))
    }
    const others = happenings.slice(happened).flatMap((happening) => linesOf(tellAgainst(null, happening)))
    if (inHead.length === 0) return [head, ...told, ...others]
    const isInHead = told[0] === `-> ${inHead[0] ?? ''}`
    return isInHead ? [head, ...told.slice(1), ...others] : [line, ...told, ...others]
  }

  /** Plays one line; the time that it begins with is when it happens. */
  #execute(line: string): Happening[] {
    const rest = this.#passTime(line)
    const [, how = '', words = ''] = /^(preview |feed )?(.*)$/.exec(rest) ?? []
    const offered: Listing[] = []
    const input = inputOf(how === 'feed ' && words !== 'time passes' ? `venue ${words}` : words, {
      names: this.#names,
      nextClientOrderId: () => `c${String((this.#tickets += 1))}`,
      offerListing: (listing) => offered.push(listing),
    })
    const inputs = how === 'feed ' ? this.#feed.inputsOf(input, this.#at) : [input]
    return inputs.flatMap((one) => this.#run(one, { isPreview: how === 'preview ', offered }))
  }

  #run(input: Input, { isPreview, offered }: { isPreview: boolean; offered: Listing[] }): Happening[] {
    const before = hashImage(this.#exchange.image())
    const outcome = this.#play(input, isPreview)
    if (outcome.kind === 'accepted') for (const listing of offered) this.#names.addListing(listing)
    const happenings = this.#tellOutcome(input, outcome)
    const after = hashImage(this.#exchange.image())
    if (isPreview) assert(before === after, 'a preview changes nothing')
    else this.#foldEvents(outcome)
    if (outcome.kind !== 'accepted' && outcome.events.length === 0) {
      assert(before === after, 'a refused command changes nothing')
    }
    return happenings
  }

  #play(input: Input, isPreview: boolean): Outcome {
    return isPreview ? this.#exchange.preview(input, this.#at) : this.#exchange.execute(input, this.#at)
  }

  #passTime(line: string): string {
    const [word = '', ...rest] = line.trim().split(/\s+/)
    const span = /^\+(\d+)(ms|s|m|h)$/.exec(word)
    const time = timeOf(word)
    if (span === null && time === null) return line.trim()
    const sizes: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
    this.#at = span === null ? (time ?? 0) : this.#at + Number(span[1]) * (sizes[span[2] ?? ''] ?? 0)
    return rest.join(' ')
  }

  #tellOutcome(input: Input, outcome: Outcome): Happening[] {
    for (const event of outcome.events) {
      if (event.kind === 'order_accepted') {
        this.#listings.set(event.orderId, this.#names.listingById(event.instrumentId))
      }
    }
    const listingOfOrder = (orderId: number) => this.#listings.get(orderId) ?? this.#names.firstListing
    const told = outcome.events.map((event) => tellEvent(event, { names: this.#names, listingOfOrder }))
    if (outcome.kind === 'duplicate') return [...told, tellDuplicate(outcome.orderId)]
    if (outcome.kind === 'accepted') return told
    this.#shown.denials.add(outcome.denial.code)
    const { denial } = outcome
    if (!this.#exchange.explains) return [...told, tellCode(denial)]
    return [...told, tellDenial(denial, this.#listingOfInput(input, denial))]
  }

  /** The instrument whose units the numbers of a denial have. */
  #listingOfInput(input: Input, { code }: Denial): Listing {
    if (code === 'malformed_command') return this.#names.firstListing
    if (input.kind === 'submit_order') return this.#names.listingById(input.ticket.instrumentId)
    if ('orderId' in input) return this.#listings.get(input.orderId) ?? this.#names.firstListing
    if ('instrumentId' in input && input.instrumentId !== null)
      return this.#names.listingById(input.instrumentId)
    return this.#names.firstListing
  }

  /** The events alone make the same state, and no money and no lot comes or goes. */
  #foldEvents({ events }: Outcome): void {
    this.#events.push(...events)
    for (const event of events) {
      const orderIds = orderIdsOf(event)
      const before = orderIds.map((orderId) => this.#statusOf(orderId))
      this.#fold.apply(event)
      for (const [index, orderId] of orderIds.entries()) {
        if (!this.#fold.state.orders.has(orderId)) {
          this.#finalStatuses.set(orderId, finalKinds[event.kind] ?? 'filled')
        }
        this.#shown.moves.add(`${before[index] ?? ''} ${event.kind} > ${this.#statusOf(orderId)}`)
      }
      this.#shown.events.add(event.kind)
      if (event.kind === 'order_canceled') this.#shown.cancelReasons.add(event.reason)
      if (event.kind === 'traded') this.#shown.evidence.add(event.evidence.source)
    }
    const image = this.#exchange.image()
    assert(hashImage(this.#fold.image()) === hashImage(image), 'the fold of the events is the state')
    expectBalance(image)
  }

  #statusOf(orderId: number): string {
    return this.#fold.state.orders.get(orderId)?.status ?? this.#finalStatuses.get(orderId) ?? 'none'
  }
}

function orderIdsOf(event: EngineEvent): number[] {
  if (event.kind === 'traded') return [event.maker, event.taker].flatMap((fill) => fill?.orderId ?? [])
  return 'orderId' in event ? [event.orderId] : []
}

/** A line of expectations, with the lines about the sides of its last one. */
interface ExpectedLine {
  readonly lines: string[]
  readonly texts: { readonly text: string; readonly sides: string[] }[]
}

/** `-> nothing` expects that nothing happens. */
function expectedIn(lines: readonly string[]): ExpectedLine[] {
  const found: ExpectedLine[] = []
  for (const line of lines) {
    const text = line.trim()
    const before = found.at(-1)
    if (text.startsWith('#')) {
      assert(before !== undefined, 'a side is told after its trade')
      before.lines.push(line)
      before.texts.at(-1)?.sides.push(text)
      continue
    }
    assert(text.startsWith('->'), `what follows a command begins with -> or # where it is "${text}"`)
    const texts = text.slice(2).split(',')
    const real = texts.map((part) => part.trim()).filter((part) => part !== 'nothing')
    found.push({ lines: [line], texts: real.map((part) => ({ text: part, sides: [] })) })
  }
  return found
}

function linesOf([text = '', ...sides]: readonly string[]): string[] {
  return [`    -> ${text}`, ...sides.map((side) => `       ${side}`)]
}

function expectBalance({ accounts, instruments, currencies }: StateImage): void {
  for (const { currency, external, fees, insurance } of currencies) {
    const own = accounts.filter((account) => account.currency === currency)
    const houses = instruments.filter(({ instrument }) => instrument.currency === currency)
    const sum = own.reduce((total, { cash }) => total + cash, external + fees + insurance)
    assert(
      houses.reduce((total, { houseCash }) => total + houseCash, sum) === 0n,
      'money comes from somewhere',
    )
  }
  for (const { instrument, housePosition } of instruments) {
    const held = accounts.flatMap(({ positions }) =>
      positions.filter(({ instrumentId }) => instrumentId === instrument.instrumentId),
    )
    const sum = held.reduce((total, { quantity }) => total + BigInt(quantity), housePosition)
    assert(sum === 0n, 'lots come from somewhere')
  }
}
