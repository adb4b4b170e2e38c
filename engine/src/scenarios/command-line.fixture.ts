import { assert } from '../assert.ts'
import type { AccountSettings, Input, OutsideLevel } from '../command/commands.ts'
import type { Boundary, Phase } from '../instrument/instrument.ts'
import { timeOf } from './exact.fixture.ts'
import { listingOf } from './instrument-line.fixture.ts'
import { moneyOf, priceOf, quantityOf, type Listing, type Names } from './names.fixture.ts'
import { ticketOf } from './ticket-line.fixture.ts'
import { Words } from './words.fixture.ts'

/** What a line of a scenario is read with. */
export interface Reading {
  readonly names: Names
  /** Makes the client order ids of tickets that give none: c1, c2, ... */
  readonly nextClientOrderId: () => string
  /** Takes the listing that a line asks for; it has its name once it is accepted. */
  readonly offerListing: (listing: Listing) => unknown
}

/** The command or market input that a line means, such as `alice buys 5 at 100.10`. */
export function inputOf(line: string, reading: Reading): Input {
  const [text = '', ...patches] = line.split(' with ')
  const words = new Words(text)
  const input = readInput(words, reading)
  words.end()
  return patches.reduce(patched, input)
}

function readInput(words: Words, reading: Reading): Input {
  const { names } = reading
  const word = words.next()
  switch (word) {
    case 'venue':
      return venueInput(words, names)
    case 'list':
      return listInstrument(words, reading)
    case 'phase':
      return { kind: 'set_phase', instrumentId: instrumentIn(words, names), phase: phaseIn(words) }
    case 'schedule': {
      const instrumentId = instrumentIn(words, names)
      return { kind: 'set_schedule', instrumentId, boundaries: boundariesOf(words) }
    }
    case 'open':
      return openAccount(words, names)
    case 'kill':
      return killSwitch(words, names)
    case 'time':
      assert(words.take('passes'), 'time passes')
      return { kind: 'tick' }
    default:
      assert(names.isAccount(word), `a line begins with an account or a verb where it has "${word}"`)
      return accountInput(words, { reading, accountId: names.accountId(word) })
  }
}

function listInstrument(words: Words, { names, offerListing }: Reading): Input {
  const listing = listingOf(words.rest(), names)
  offerListing(listing)
  return { kind: 'list_instrument', instrument: listing.definition }
}

/** `ticket.quantity=1.5`: replaces a field by a JSON value (or `12n`), for what no line can say. */
function patched(input: Input, patch: string): Input {
  const [path = '', value = ''] = patch.split('=')
  const parsed: unknown = /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : JSON.parse(value)
  // On purpose anything at all: the engine must look for itself.
  return withField(input, path.split('.'), parsed) as Input
}

function withField(value: unknown, [key, ...rest]: readonly string[], field: unknown): unknown {
  if (key === undefined) return field
  if (Array.isArray(value)) {
    return value.map((inner: unknown, index) =>
      String(index) === key ? withField(inner, rest, field) : inner,
    )
  }
  assert(typeof value === 'object' && value !== null, 'a field that is replaced is in an object')
  const entries = Object.entries(value)
  assert(
    entries.some(([name]) => name === key),
    `an input has the field "${key}"`,
  )
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === key ? withField(inner, rest, field) : inner]),
  )
}

function instrumentIn(words: Words, names: Names): number {
  return listingIn(words, names).definition.instrumentId
}

function listingIn(words: Words, names: Names): Listing {
  return names.isListing(words.first) ? names.listing(words.next()) : names.firstListing
}

function phaseIn(words: Words): Phase {
  const phase = words.takeOneOf(['closed', 'pre_open', 'continuous', 'halt'])
  assert(phase !== null, 'a phase is closed, pre_open, continuous or halt')
  return phase
}

/** `16:00 closed ends-day, 17:00 pre_open`. */
function boundariesOf(words: Words): Boundary[] {
  return commaList(words.rest()).map((text) => {
    const part = new Words(text)
    const at = timeOf(part.next()) ?? 0
    return { at, phase: phaseIn(part), endsDay: part.take('ends-day') }
  })
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `carol margin touch latency 50 loss 1000.00 orders 5 owner alice currency EUR`. */
function openAccount(words: Words, names: Names): Input {
  const accountId = names.addAccount(words.next())
  const accountKind = words.takeOneOf(['cash', 'margin'])
  assert(accountKind !== null, 'an account is cash or margin')
  let currency = 'USD'
  let ownerId = accountId
  if (words.take('currency')) currency = words.next()
  if (words.take('owner')) ownerId = names.accountId(words.next())
  const settings = settingsOf(words)
  return { kind: 'open_account', accountId, ownerId, accountKind, currency, settings }
}

function settingsOf(words: Words): AccountSettings {
  const settings = {
    fillModel: 'depth' as AccountSettings['fillModel'],
    latencyMs: 0,
    dailyLossMax: null as bigint | null,
    openOrdersMax: 1_000,
  }
  for (;;) {
    if (words.take('touch')) settings.fillModel = 'touch'
    else if (words.take('latency')) settings.latencyMs = Number(words.next().replace(/ms$/, ''))
    else if (words.take('loss')) settings.dailyLossMax = moneyOf(words.next())
    else if (words.take('orders')) settings.openOrdersMax = Number(words.next())
    else return settings
  }
}

/** `kill on site`, `kill off owner alice`. */
function killSwitch(words: Words, names: Names): Input {
  const isOn = words.take('on')
  if (!isOn) assert(words.take('off'), 'a kill switch goes on or off')
  const scope = words.takeOneOf(['account', 'owner', 'site'])
  assert(scope !== null, 'a kill switch is of an account, an owner or the site')
  return { kind: 'set_kill_switch', scope, id: scope === 'site' ? 0 : names.accountId(words.next()), isOn }
}

interface Subject {
  readonly reading: Reading
  readonly accountId: number
}

function accountInput(words: Words, { reading, accountId }: Subject): Input {
  const { names } = reading
  if (words.first === 'buys' || words.first === 'sells') {
    const ticket = ticketOf(words, names, reading.nextClientOrderId())
    return { kind: 'submit_order', accountId, ticket }
  }
  const verb = words.next()
  switch (verb) {
    case 'oco':
    case 'oto': {
      const first = ticketOf(words, names, reading.nextClientOrderId())
      assert(words.take('&'), 'a group has two tickets with & between them')
      const second = ticketOf(words, names, reading.nextClientOrderId())
      return { kind: 'submit_group', accountId, group: verb, tickets: [first, second] }
    }
    case 'amends':
      return amendOf(words, { reading, accountId })
    case 'cancels':
      return cancelOf(words, { reading, accountId })
    case 'closes':
    case 'reverses':
      return closeOf(words, { subject: { reading, accountId }, verb })
    case 'deposits':
      return { kind: 'move_cash', accountId, amount: moneyOf(words.next()) }
    case 'withdraws':
      return { kind: 'move_cash', accountId, amount: -moneyOf(words.next()) }
    case 'resets':
      return { kind: 'reset_account', accountId, balance: moneyOf(words.next()) }
    case 'leverages':
      return {
        kind: 'set_leverage',
        accountId,
        instrumentId: instrumentIn(words, names),
        leverage: Number(words.next()),
      }
    case 'settles':
      return { kind: 'configure_account', accountId, settings: settingsOf(words) }
    default:
      assert(false, `an account can do something else than "${verb}"`)
  }
}

/** `amends #3 quantity 10 at 100.20 stop 95 offset 1.50 gtd expires 10:00 revision 2`. */
function amendOf(words: Words, { reading, accountId }: Subject): Input {
  const orderId = Number(words.next().slice(1))
  const listing = listingIn(words, reading.names)
  const amend = {
    kind: 'amend_order' as const,
    accountId,
    orderId,
    revision: words.take('revision') ? Number(words.next()) : null,
    quantity: words.take('quantity') ? quantityOf(words.next(), listing) : null,
    limitPrice: words.take('at') ? priceOf(words.next(), listing) : null,
    stopPrice: words.take('stop') ? priceOf(words.next(), listing) : null,
    trailingOffset: null as number | null,
    timeInForce: words.takeOneOf(['day', 'gtc', 'gtd', 'ioc', 'fok']),
    expiresAt: words.take('expires') ? timeOf(words.next()) : null,
  }
  if (!words.take('offset')) return amend
  const offset = words.next()
  amend.trailingOffset = offset.endsWith('ppm') ? Number(offset.slice(0, -3)) : priceOf(offset, listing)
  return amend
}

function cancelOf(words: Words, { reading, accountId }: Subject): Input {
  if (words.first?.startsWith('#')) {
    return { kind: 'cancel_order', accountId, orderId: Number(words.next().slice(1)) }
  }
  assert(words.take('all'), 'an account cancels one order or all')
  const instrumentId = words.first === null ? null : instrumentIn(words, reading.names)
  return { kind: 'cancel_all', accountId, instrumentId }
}

/** `closes X`, `closes 3 X`, `closes all`, `reverses X`; `id c7` may follow. */
function closeOf(words: Words, of: { subject: Subject; verb: 'closes' | 'reverses' }): Input {
  const { reading, accountId } = of.subject
  const { names } = reading
  const isAll = words.take('all')
  const amount = !isAll && words.first !== null && /^-?[\d.]+$/.test(words.first) ? words.next() : null
  const listing = isAll ? names.firstListing : listingIn(words, names)
  const { instrumentId } = listing.definition
  const clientOrderId = words.take('id') ? words.next() : reading.nextClientOrderId()
  const base = { accountId, clientOrderId }
  if (of.verb === 'reverses') return { kind: 'reverse_position', ...base, instrumentId }
  if (isAll) return { kind: 'close_all', ...base }
  const quantity = amount === null ? null : quantityOf(amount, listing)
  return { kind: 'close_position', ...base, instrumentId, quantity }
}

function venueInput(words: Words, names: Names): Input {
  const listing = listingIn(words, names)
  const { instrumentId } = listing.definition
  const verb = words.next()
  switch (verb) {
    case 'book':
      return { kind: 'outside_book', instrumentId, ...bookOf(words.rest(), listing) }
    case 'sets': {
      const changes = commaList(words.rest()).map((text) => {
        const [side, ...level] = text.split(' ')
        return { ...levelOf(level.join(' '), listing), side: side === 'bid' ? 'buy' : 'sell' } as const
      })
      return { kind: 'outside_levels', instrumentId, changes }
    }
    case 'prints': {
      const quantity = quantityOf(words.next(), listing)
      words.take('at')
      const price = priceOf(words.next(), listing)
      const aggressor = words.take('bought') ? 'buy' : words.take('sold') ? 'sell' : null
      const newSize = words.take('leaves') ? quantityOf(words.next(), listing) : null
      return { kind: 'outside_trade', instrumentId, price, quantity, aggressor, newSize }
    }
    case 'buys':
    case 'sells': {
      const quantity = quantityOf(words.next(), listing)
      words.take('at')
      const limitPrice = words.take('market') ? null : priceOf(words.next(), listing)
      const side = verb === 'buys' ? 'buy' : 'sell'
      return { kind: 'outside_order', instrumentId, side, quantity, limitPrice }
    }
    case 'lost':
      return { kind: 'outside_lost', instrumentId }
    default:
      assert(false, `the venue can do something else than "${verb}"`)
  }
}

/** `99.90 x 10, 99.80 x 5 | 100.10 x 5 last 100.00`, best first. */
function bookOf(text: string, listing: Listing) {
  const [levels = '', last] = text.split('last ')
  const [bids = '', asks = ''] = levels.split('|')
  return {
    bids: commaList(bids).map((level) => levelOf(level, listing)),
    asks: commaList(asks).map((level) => levelOf(level, listing)),
    last: last === undefined ? null : priceOf(last, listing),
  }
}

function levelOf(text: string, listing: Listing): OutsideLevel {
  const [price = '', size = ''] = text.split(' x ')
  return { price: priceOf(price.trim(), listing), size: quantityOf(size.trim(), listing) }
}
