import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkInvariants } from './book/invariants.ts'
import { oppositeOf } from './book/side.ts'
import type { Input } from './command/commands.ts'
import { Engine } from './engine.ts'
import type { EngineEvent, Traded } from './event/events.ts'
import type { Instrument } from './instrument/instrument.ts'
import { lots, type Lots } from './numbers/lots.ts'
import { ticks, type Ticks } from './numbers/ticks.ts'
import type { Side, Ticket } from './order/order-types.ts'
import { depthOf } from './queries.ts'
import {
  centsOf,
  LobsterReplay,
  readCoinbase,
  satoshisOf,
  type CoinbaseMatchMessage,
  type CoinbaseOrderMessage,
  type LobsterDesk,
  type RecordedFiles,
  type RecordedLevel,
} from './recorded-flow.fixture.ts'
import { instrumentWith } from './testing/instrument.fixture.ts'

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, the engine is not compared with recorded order flow')
}

const files: RecordedFiles = {
  read: (path) => readFileSync(join(folder ?? '', path)),
  inflate: (packed) => inflateRawSync(packed),
  textOf: (bytes) => Buffer.from(bytes).toString(),
}

const MOST = 10 ** 15

/** Coins by the hundred-millionth, for cents: as wide as an instrument can be, and without fees. */
const coin = instrumentWith({
  symbol: 'BTC-USD',
  quantityMax: lots(MOST),
  priceMax: ticks(MOST),
  positionMax: lots(MOST),
  orderValueMax: 10n ** 24n,
  tickValue: { numerator: 1n, denominator: 100_000_000n },
})

/** Shares that a venue trades, by the ten-thousandth of a dollar, for cents. */
const share: Instrument = {
  ...coin,
  symbol: 'AMZN',
  tickValue: { numerator: 1n, denominator: 100n },
  tape: 'venue',
}

/** An engine with one instrument in continuous trading; each input comes a millisecond after the last. */
class Exchange {
  readonly engine = new Engine({ recentOrdersMax: 0 })
  readonly #instrumentId: number
  #at = 0

  constructor(instrument: Instrument) {
    this.#instrumentId = instrument.instrumentId
    this.execute({ kind: 'list_instrument', instrument })
    this.execute({ kind: 'set_phase', instrumentId: this.#instrumentId, phase: 'continuous' })
  }

  get instrument() {
    return this.engine.state.instrumentOf(this.#instrumentId)
  }

  /** Whatever is recorded was accepted; says the order that the input made, and what happened. */
  execute(input: Input): { orderId: number | null; events: readonly EngineEvent[] } {
    this.#at += 1
    const outcome = this.engine.execute(input, this.#at)
    if (outcome.kind !== 'accepted') throw new Error(`${input.kind}: ${JSON.stringify(outcome)}`)
    return outcome
  }

  bestLevels(side: Side, count: number): RecordedLevel[] {
    const levels: RecordedLevel[] = []
    for (const { price, userQuantity, outsideSize } of depthOf(this.instrument, side)) {
      levels.push([price, Number(userQuantity) + outsideSize])
      if (levels.length === count) break
    }
    return levels
  }
}

const isTraded = (event: EngineEvent): event is Traded => event.kind === 'traded'

interface Wish {
  readonly side: Side
  readonly quantity: Lots
  /** `null`: a market order. */
  readonly limitPrice: Ticks | null
}

/** A level-3 feed of another exchange: each order comes from an account of its own, which has money. */
class CoinbaseReplay extends Exchange {
  readonly counts = { opened: 0, canceled: 0, filled: 0, matches: 0, foundNothing: 0 }
  /** Our order ids by those of the feed; and the other way round. */
  readonly #orderIds = new Map<string, number>()
  readonly #feedIds = new Map<number, string>()
  /** Trades that the feed has still to tell of. */
  #untold: Traded[] = []

  constructor() {
    super(coin)
  }

  apply(message: CoinbaseMatchMessage | CoinbaseOrderMessage): void {
    if (message.type === 'match') this.#match(message)
    else if (message.type === 'received') this.#receive(message)
    else if (message.type === 'open') this.#open(message)
    else this.#end(message)
  }

  /** An order of a new account, and its trades. */
  submit(feedId: string, { side, quantity, limitPrice }: Wish): readonly Traded[] {
    const accountId = this.#orderIds.size + 1
    const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 1 } as const
    const opening = {
      accountId,
      ownerId: accountId,
      accountKind: 'margin',
      currency: 'USD',
      settings,
    } as const
    this.execute({ kind: 'open_account', ...opening })
    this.execute({ kind: 'move_cash', accountId, amount: 10n ** 24n })
    const ticket: Ticket = {
      clientOrderId: feedId,
      instrumentId: coin.instrumentId,
      side,
      type: limitPrice === null ? 'market' : 'limit',
      quantity,
      notional: null,
      limitPrice,
      stopPrice: null,
      triggerBy: null,
      trailing: null,
      timeInForce: limitPrice === null ? 'ioc' : 'gtc',
      expiresAt: null,
      postOnly: 'no',
      reduceOnly: false,
      selfTradePrevention: 'cancel_newest',
      bracket: null,
    }
    const { orderId, events } = this.execute({ kind: 'submit_order', accountId, ticket })
    if (orderId === null) throw new Error('an order has an id')
    this.#orderIds.set(feedId, orderId)
    this.#feedIds.set(orderId, feedId)
    return events.filter(isTraded)
  }

  /** Whose order the feed says it is; `null`: nobody's. */
  feedIdOf(fill: Traded['maker']): string | null {
    return fill === null ? null : (this.#feedIds.get(fill.orderId) ?? null)
  }

  /** All trades of the order before were told of; what this one meets, the engine decides. */
  #receive(message: CoinbaseOrderMessage): void {
    expect(this.#untold).toEqual([])
    const limitPrice = typeof message.price === 'string' ? centsOf(message.price) : null
    const quantity = satoshisOf(message.size ?? '0')
    this.#untold = [...this.submit(message.order_id, { side: message.side, quantity, limitPrice })]
  }

  /** What rested there rests here with as much; what was in the snapshot comes to us only now. */
  #open(message: CoinbaseOrderMessage): void {
    const [price, leaves] = [centsOf(message.price ?? ''), satoshisOf(message.remaining_size ?? '')]
    const wish: Wish = { side: message.side, quantity: leaves, limitPrice: price }
    if (this.#orderIds.has(message.order_id)) this.counts.foundNothing += 1
    else expect(this.submit(message.order_id, wish)).toEqual([])
    expect(this.#untold).toEqual([])
    const order = this.engine.state.orderOf(this.#orderIds.get(message.order_id) ?? 0)
    const { side, limitPrice, place } = order
    expect([side, limitPrice, order.leaves, place]).toEqual([message.side, price, leaves, 'book'])
    this.counts.opened += 1
  }

  #match(message: CoinbaseMatchMessage): void {
    const trade = this.#untold.shift()
    if (trade === undefined) throw new Error(`nothing of ${message.taker_order_id} traded here`)
    expect(this.feedIdOf(trade.maker)).toBe(message.maker_order_id)
    expect(this.feedIdOf(trade.taker)).toBe(message.taker_order_id)
    expect([trade.price, trade.quantity]).toEqual([centsOf(message.price), satoshisOf(message.size)])
    expect(trade.evidence).toMatchObject({ source: 'order', price: trade.price, queueAhead: 0 })
    this.counts.matches += 1
  }

  #end(message: CoinbaseOrderMessage): void {
    const orderId = this.#orderIds.get(message.order_id) ?? 0
    const order = this.engine.state.orders.get(orderId)
    expect(message.reason).toBe(order === undefined ? 'filled' : 'canceled')
    if (order === undefined) {
      this.counts.filled += 1
      return
    }
    const { events } = this.execute({ kind: 'cancel_order', accountId: order.account.accountId, orderId })
    const quantity = satoshisOf(message.remaining_size ?? '')
    expect(events).toMatchObject([{ kind: 'order_canceled', orderId, quantity, reason: 'user' }])
    this.counts.canceled += 1
  }
}

interface Resting {
  readonly feedId: string
  readonly price: Ticks
  readonly quantity: Lots
}

/** The orders of a side that the messages leave in the book: by price, then by when they were opened. */
function queueOf(messages: readonly CoinbaseOrderMessage[], side: Side): Resting[] {
  const ended = new Set(messages.filter(({ type }) => type === 'done').map((each) => each.order_id))
  const direction = side === 'buy' ? -1 : 1
  return messages
    .filter((each) => each.type === 'open' && each.side === side && !ended.has(each.order_id))
    .map(({ order_id: feedId, price, remaining_size: size }) => {
      return { feedId, price: centsOf(price ?? ''), quantity: satoshisOf(size ?? '') }
    })
    .sort((one, other) => direction * (one.price - other.price))
}

/** The engine as what shows a venue's depth. */
class EngineDesk implements LobsterDesk {
  readonly exchange = new Exchange(share)

  levels(side: Side, count: number): readonly RecordedLevel[] {
    return this.exchange.bestLevels(side, count)
  }

  sizeAt(side: Side, price: number): number {
    for (const level of depthOf(this.exchange.instrument, side)) {
      if (level.price === price) return level.outsideSize
    }
    return 0
  }

  begin(bids: readonly RecordedLevel[], asks: readonly RecordedLevel[]): void {
    const sized = (levels: readonly RecordedLevel[]) =>
      levels.map(([price, size]) => ({ price: ticks(price), size: lots(size) }))
    const { instrumentId } = share
    const input = {
      kind: 'outside_book',
      instrumentId,
      bids: sized(bids),
      asks: sized(asks),
      last: null,
    } as const
    this.exchange.execute(input)
  }

  display(side: Side, price: number, size: number): void {
    const changes = [{ side, price: ticks(price), size: lots(size) }]
    this.exchange.execute({ kind: 'outside_levels', instrumentId: share.instrumentId, changes })
  }

  /** Nobody says what the print leaves: the engine takes it off the level, which must be the best. */
  execute(restingSide: Side, price: number, quantity: number): void {
    expect(this.levels(restingSide, 1)[0]?.[0]).toBe(price)
    this.#print(restingSide, { price, quantity, newSize: null })
  }

  /** A print that leaves what is displayed. */
  executeHidden(restingSide: Side, price: number, quantity: number): void {
    this.#print(restingSide, { price, quantity, newSize: lots(this.sizeAt(restingSide, price)) })
  }

  #print(restingSide: Side, print: { price: number; quantity: number; newSize: Lots | null }): void {
    const [price, quantity] = [ticks(print.price), lots(print.quantity)]
    const { newSize } = print
    const aggressor = oppositeOf(restingSide)
    const { instrumentId } = share
    this.exchange.execute({ kind: 'outside_trade', instrumentId, price, quantity, aggressor, newSize })
    expect(this.exchange.instrument.last).toBe(price)
  }
}

/** Takes a whole side of the book, and says how many levels had several orders in the queue. */
function sweep(replay: CoinbaseReplay, side: Side, queue: readonly Resting[]): number {
  const total = queue.reduce((sum, { quantity }) => sum + quantity, 0)
  const wish: Wish = { side: oppositeOf(side), quantity: lots(total), limitPrice: null }
  const met = replay.submit(`sweep-${side}`, wish).map((trade) => {
    return { feedId: replay.feedIdOf(trade.maker), price: trade.price, quantity: trade.quantity }
  })
  expect(met).toEqual(queue)
  expect(replay.bestLevels(side, 1)).toEqual([])
  return new Set(
    queue.filter(({ price }, place) => price === queue[place - 1]?.price).map((each) => each.price),
  ).size
}

describe.skipIf(folder === undefined)('recorded order flow through the engine', () => {
  it('of a level-3 feed ends in the recorded 50 levels a side, and meets the recorded makers', () => {
    const { messages, book: recorded } = readCoinbase(files)
    const replay = new CoinbaseReplay()
    for (const message of messages) replay.apply(message)
    checkInvariants(replay.instrument.book)
    for (const [side, levels] of [['buy', recorded.bids] as const, ['sell', recorded.asks] as const]) {
      expect(levels).toHaveLength(50)
      const expected = levels.map(([price, size]) => [centsOf(price), satoshisOf(size)])
      expect(replay.bestLevels(side, 50)).toEqual(expected)
    }
    const { counts } = replay
    expect(counts.opened + counts.canceled).toBeGreaterThan(8_000)
    expect(counts.matches).toBeGreaterThan(0)
    console.log(
      `coinbase_l3, engine: ${messages.length} messages, ${counts.opened} orders opened, of which ` +
        `${counts.foundNothing} were received before and rightly found nothing to trade with; ` +
        `${counts.canceled} were canceled with the recorded rest, ${counts.filled} filled without having ` +
        `rested; ${counts.matches} match (all there are) met the recorded maker.`,
    )
    // The one recorded maker was alone at its price, so that only what is left can show who is first.
    const orders = messages.filter((message) => message.type !== 'match')
    const [bids, asks] = [queueOf(orders, 'buy'), queueOf(orders, 'sell')]
    const shared = sweep(replay, 'buy', bids) + sweep(replay, 'sell', asks)
    console.log(
      `coinbase_l3, engine: market orders over all that is left met its ${bids.length + asks.length} ` +
        `orders, the best price first and the oldest first; ${shared} levels had several.`,
    )
  })

  it.each([1, 5])('of a venue gives the recorded book after each message: best %d levels', (depth) => {
    const desk = new EngineDesk()
    const replay = new LobsterReplay(desk, depth)
    replay.run(files)
    checkInvariants(desk.exchange.instrument.book)
    const { counts } = replay
    expect(counts.rows).toBeGreaterThan(50_000)
    expect(counts.executions).toBeGreaterThan(8_000)
    console.log(`engine, ${replay.report()}`)
  })
})
