import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventFields } from '../event/event-codec-fields.ts'
import type { EngineEvent, Fill, Traded } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { Choices, memberOf, valueOf } from '../schema/choices.fixture.ts'
import { postingsOf, type Currencies, type Posting } from './postings.ts'

const currencies: Currencies = {
  ofAccount: (accountId) => `A${accountId}`,
  ofInstrument: (instrumentId) => `I${instrumentId}`,
}

function sumsOf(postings: readonly Posting[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const posting of postings) {
    const name = posting.kind === 'money' ? posting.currency : `units of ${posting.instrumentId}`
    const value = posting.kind === 'money' ? posting.amount : BigInt(posting.quantity)
    sums.set(name, (sums.get(name) ?? 0n) + value)
  }
  return sums
}

function expectBalanced(postings: readonly Posting[]): void {
  for (const sum of sumsOf(postings).values()) expect(sum).toBe(0n)
  for (const posting of postings)
    expect(posting.kind === 'money' ? posting.amount : BigInt(posting.quantity)).not.toBe(0n)
}

/** A side of a trade as the rules make it: delivery pays the notional, else the profit and loss settles. */
function sideOf(
  fill: Fill,
  trade: Traded,
  { side, isDelivery }: { side: Fill['side']; isDelivery: boolean },
): Fill {
  const paid = side === 'buy' ? -trade.notional : trade.notional
  return { ...fill, side, cashDelta: isDelivery ? paid : fill.realizedPnl }
}

const choices = fc.uint32Array({ maxLength: 200, size: 'max' }).map((numbers) => new Choices(numbers))
const otherEvents = choices
  .map((each) => memberOf<EngineEvent>(eventFields, each))
  .filter(({ kind }) => kind !== 'traded')
const measure = fc.integer({ min: 1, max: 10 ** 15 })
const trades = fc
  .tuple(
    choices.map((each) => valueOf(eventFields.traded, each)),
    measure,
    fc.boolean(),
    fc.boolean(),
  )
  .map(([trade, quantity, isDelivery, takerBuys]): Traded => {
    const [takerSide, makerSide] = takerBuys ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const)
    return {
      ...trade,
      quantity: lots(quantity),
      taker: trade.taker && sideOf(trade.taker, trade, { side: takerSide, isDelivery }),
      maker: trade.maker && sideOf(trade.maker, trade, { side: makerSide, isDelivery }),
    }
  })

const aFill: Fill = {
  orderId: 1,
  accountId: 5,
  side: 'buy',
  liquidity: 'taker',
  leaves: lots(0),
  closed: lots(0),
  opened: lots(3),
  cashDelta: -300n,
  fee: 2n,
  costRemoved: 0n,
  costAdded: 300n,
  realizedPnl: 0n,
  hold: 0n,
  holdDelta: 0n,
  openDelta: lots(0),
}

const aTrade: Traded = {
  kind: 'traded',
  at: 1,
  instrumentId: 7,
  tradeId: 1,
  price: ticks(100),
  quantity: lots(3),
  notional: 300n,
  taker: aFill,
  maker: null,
  evidence: { source: 'level', price: ticks(100), size: lots(9), queueAhead: null },
}

const linesOf = (postings: readonly Posting[]): string[] =>
  postings.map((posting) => {
    const { account } = posting
    const name = 'accountId' in account ? `user ${account.accountId}` : account.kind
    return posting.kind === 'money'
      ? `${name} ${posting.amount} ${posting.currency} ${posting.purpose}`
      : `${name} ${posting.quantity} lots of ${posting.instrumentId}`
  })

describe('postings', () => {
  it('of any event sum to zero per currency and per instrument', () => {
    fc.assert(
      fc.property(fc.oneof(trades, otherEvents), (event) => {
        expectBalanced(postingsOf(event, currencies))
      }),
      { numRuns: 2_000 },
    )
  })

  it('of a trade between users leave the house out when the notional changes hands', () => {
    fc.assert(
      fc.property(trades, (trade) => {
        const { taker, maker } = trade
        fc.pre(taker !== null && maker !== null && taker.cashDelta === -maker.cashDelta)
        const postings = postingsOf(trade, currencies)
        expect(postings.filter(({ account }) => account.kind === 'house')).toEqual([])
      }),
    )
  })

  it('of a trade with the outside world go against the house', () => {
    expect(linesOf(postingsOf(aTrade, currencies))).toEqual([
      'user 5 -300 I7 settlement',
      'user 5 -2 I7 fee',
      'user 5 3 lots of 7',
      'house 300 I7 settlement',
      'fees 2 I7 fee',
      'house -3 lots of 7',
    ])
  })

  it('of a trade between users show both fees, and a rebate as money from the fees', () => {
    const maker: Fill = { ...aFill, accountId: 6, side: 'sell', cashDelta: 300n, fee: -1n }
    expect(linesOf(postingsOf({ ...aTrade, maker }, currencies))).toEqual([
      'user 6 300 I7 settlement',
      'user 6 1 I7 fee',
      'user 6 -3 lots of 7',
      'user 5 -300 I7 settlement',
      'user 5 -2 I7 fee',
      'user 5 3 lots of 7',
      'fees 1 I7 fee',
    ])
  })

  it('of a deposit come from outside, in the currency of the account', () => {
    const event = { kind: 'cash_moved', at: 1, accountId: 5, amount: 40n, counterpart: 'external' } as const
    expect(linesOf(postingsOf(event, currencies))).toEqual([
      'user 5 40 A5 transfer',
      'external -40 A5 transfer',
    ])
  })

  it('of a covered loss come from the insurance', () => {
    const event = { kind: 'cash_moved', at: 1, accountId: 5, amount: 40n, counterpart: 'insurance' } as const
    expect(linesOf(postingsOf(event, currencies))).toEqual([
      'user 5 40 A5 transfer',
      'insurance -40 A5 transfer',
    ])
  })

  it('of a reset give the position to the house', () => {
    const event: EngineEvent = {
      kind: 'position_reset',
      at: 1,
      accountId: 5,
      instrumentId: 7,
      quantity: lots(-4),
      price: ticks(10),
      cashDelta: -40n,
      costRemoved: 50n,
      realizedPnl: 10n,
    }
    expect(linesOf(postingsOf(event, currencies))).toEqual([
      'user 5 -40 I7 settlement',
      'user 5 4 lots of 7',
      'house 40 I7 settlement',
      'house -4 lots of 7',
    ])
  })

  it('of other events are none', () => {
    expect(postingsOf({ kind: 'order_released', at: 1, orderId: 1 }, currencies)).toEqual([])
  })
})
