import { Engine, lots, ticks, type Input, type Instrument, type Side } from '@trading-pro/engine'
import { allocateBars, createCalendar, intlTimeZone, type Bars } from '@trading-pro/market'
import { Exchange } from '../exchange.ts'
import type { Market, MarketDefinition } from '../market/market.ts'

/** Monday 2026-01-05, 12:00:00 UTC. */
export const NOON = 1_767_614_400_000

export const INSTRUMENT: Instrument = {
  instrumentId: 1,
  symbol: 'SIM:AAPL',
  currency: 'USD',
  tickTable: [{ from: 1, step: 1 }],
  lotTable: [{ from: 1, step: 1 }],
  quantityMin: lots(1),
  quantityMax: lots(1_000_000),
  priceMax: ticks(10_000_000),
  positionMax: lots(10_000_000),
  orderValueMax: 1_000_000_000_000n,
  tickValue: { numerator: 1n, denominator: 1n },
  settlement: 'delivery',
  tape: 'internal',
  triggerBy: 'last',
  bandPpm: 500_000,
  triggerBandPpm: 50_000,
  collarPpm: 50_000,
  fees: { makerPpm: 0, takerPpm: 0, perLotMicros: 0 },
  marginTiers: [{ from: 0n, initialPpm: 500_000, maintenancePpm: 250_000 }],
  leverageMax: 2,
  staleAfterMs: null,
}

/** A definition round the clock, without a past, unless told otherwise. */
export function definitionOf(fields: Partial<MarketDefinition> = {}): MarketDefinition {
  const calendar = createCalendar(
    { timezone: 'UTC', session: '24x7', holidays: '', corrections: '' },
    intlTimeZone,
  )
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return {
    symbol: 'SIM:AAPL',
    instrument: INSTRUMENT,
    priceScale: 100,
    quantityScale: 10,
    calendar,
    history: () => allocateBars(0),
    firstTradeId: 1,
    ...fields,
  }
}

/** An exchange with one market that trades, and a hand for its source. */
export class Stage {
  readonly exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
  readonly market: Market
  at: number

  constructor(fields: Partial<MarketDefinition> = {}, at = NOON) {
    this.at = at
    this.market = this.exchange.list(definitionOf(fields), at)
    const { instrumentId } = this.market.definition.instrument
    this.execute({ kind: 'set_phase', instrumentId, phase: 'continuous' })
  }

  execute(input: Input): void {
    const outcome = this.exchange.execute(input, this.at)
    if (outcome.kind !== 'accepted') throw new Error(`${input.kind}: ${JSON.stringify(outcome)}`)
  }

  /** A whole book: price and size, best first. */
  book(bids: Sizes, asks: Sizes): void {
    const levels = (sizes: Sizes) => sizes.map(([price, size]) => ({ price: ticks(price), size: lots(size) }))
    const { instrumentId } = this.market.definition.instrument
    this.execute({ kind: 'outside_book', instrumentId, bids: levels(bids), asks: levels(asks), last: null })
  }

  /** Sizes of levels as they are from now on. */
  levels(changes: readonly (readonly [side: Side, price: number, size: number])[]): void {
    const { instrumentId } = this.market.definition.instrument
    this.execute({
      kind: 'outside_levels',
      instrumentId,
      changes: changes.map(([side, price, size]) => ({ side, price: ticks(price), size: lots(size) })),
    })
  }

  /** An aggressive order of the outside world, at any price. */
  take(side: Side, quantity: number): void {
    const { instrumentId } = this.market.definition.instrument
    this.execute({ kind: 'outside_order', instrumentId, side, quantity: lots(quantity), limitPrice: null })
  }

  /** Opens a margin account with much money. */
  openAccount(accountId: number): void {
    const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 100 } as const
    const base = { accountId, ownerId: accountId, accountKind: 'margin', currency: 'USD' } as const
    this.execute({ kind: 'open_account', ...base, settings })
    this.execute({ kind: 'move_cash', accountId, amount: 1_000_000_000n })
  }

  /** A user's order: with a price a limit that stays, else at market. */
  submit(
    accountId: number,
    side: Side,
    [quantity, price]: readonly [quantity: number, price?: number],
  ): void {
    this.orders += 1
    this.execute({
      kind: 'submit_order',
      accountId,
      ticket: {
        clientOrderId: `t${this.orders}`,
        instrumentId: this.market.definition.instrument.instrumentId,
        side,
        type: price === undefined ? 'market' : 'limit',
        quantity: lots(quantity),
        notional: null,
        limitPrice: price === undefined ? null : ticks(price),
        stopPrice: null,
        triggerBy: null,
        trailing: null,
        timeInForce: price === undefined ? 'day' : 'gtc',
        expiresAt: null,
        postOnly: 'no',
        reduceOnly: false,
        selfTradePrevention: 'cancel_oldest',
        bracket: null,
      },
    })
  }

  orders = 0
}

type Sizes = readonly (readonly [price: number, size: number])[]

/** Minutes of history: open time in Unix seconds, then open, high, low, close, volume. */
export function minutesOf(rows: readonly (readonly number[])[]): Bars {
  const bars = allocateBars(rows.length)
  const columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]
  for (const [index, row] of rows.entries()) {
    for (const [column, values] of columns.entries()) values[index] = row[column] ?? Number.NaN
  }
  return bars
}
