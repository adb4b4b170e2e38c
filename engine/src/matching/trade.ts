import type { Evidence, Fill } from '../event/events.ts'
import { divideHalfEven } from '../numbers/rounding.ts'
import { feeOf, notionalOf } from '../numbers/money.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { bigintOf } from '../numbers/bigints.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { reservationAt } from '../risk/reservation.ts'
import type { Position } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'

/** A trade to be booked. A side that is `null` is the outside world: the house stands in for it. */
export interface Trade {
  readonly instrument: ListedInstrument
  readonly price: Ticks
  readonly quantity: Lots
  readonly taker: Order | null
  readonly maker: Order | null
  readonly evidence: Evidence
}

/**
 * Books a trade: money, positions, leaves and holds of both sides; on internal tapes it is the last
 * price.
 */
export function bookTrade(turn: Turn, trade: Trade): void {
  const { instrument, price, quantity, taker, maker, evidence } = trade
  const notional = notionalOf(price, quantity, instrument.definition.tickValue)
  turn.emit({
    kind: 'traded',
    at: turn.at,
    instrumentId: instrument.instrumentId,
    tradeId: instrument.nextTradeId,
    price,
    quantity,
    notional,
    taker: taker === null ? null : fillOf(taker, { price, quantity, notional, liquidity: 'taker' }),
    maker: maker === null ? null : fillOf(maker, { price, quantity, notional, liquidity: 'maker' }),
    evidence,
  })
  if (instrument.definition.tape === 'internal') printTrade(turn, instrument, price)
}

/** Makes a price the last one of an internal tape; triggers look at it after the matching. */
export function printTrade(turn: Turn, instrument: ListedInstrument, price: Ticks): void {
  turn.state.touch(instrument)
  instrument.last = price
  if (instrument.tape[instrument.tape.length - 1] !== price) instrument.tape.push(price)
  turn.move(instrument)
}

interface Executed {
  readonly price: Ticks
  readonly quantity: Lots
  readonly notional: bigint
  readonly liquidity: 'maker' | 'taker'
}

function fillOf(order: Order, executed: Executed): Fill {
  const { quantity, notional, liquidity } = executed
  const { account, position, side } = order
  const { definition } = position.instrument
  const result = resultOf(position, order, executed)
  const ppm = liquidity === 'maker' ? definition.fees.makerPpm : definition.fees.takerPpm
  const leaves = lots(order.leaves - quantity)
  const signed = side === 'buy' ? -notional : notional
  const reservation = reservationAt(order, leaves)
  return {
    orderId: order.orderId,
    accountId: account.accountId,
    side,
    liquidity,
    leaves,
    closed: result.closed,
    opened: lots(quantity - result.closed),
    cashDelta: definition.settlement === 'delivery' ? signed : result.realizedPnl,
    fee: feeOf({ notional, quantity }, ppm, definition.fees.perLotMicros),
    costRemoved: result.costRemoved,
    costAdded: result.costAdded,
    realizedPnl: result.realizedPnl,
    hold: reservation.hold,
    holdDelta: reservation.holdDelta,
    openDelta: reservation.openDelta,
  }
}

interface PositionResult {
  readonly closed: Lots
  readonly costRemoved: bigint
  readonly costAdded: bigint
  readonly realizedPnl: bigint
}

/** What a fill does to a position: it closes what is against it first, and opens with the rest. */
function resultOf(position: Position, { side }: Order, executed: Executed): PositionResult {
  const { price, quantity, notional } = executed
  const isAgainst = side === 'buy' ? position.quantity < 0 : position.quantity > 0
  if (!isAgainst) return { closed: lots(0), costRemoved: 0n, costAdded: notional, realizedPnl: 0n }
  const { size } = position
  const closed = lots(Math.min(quantity, size))
  const { tickValue } = position.instrument.definition
  const proceeds = closed === quantity ? notional : notionalOf(price, closed, tickValue)
  const costRemoved = closed === size ? position.cost : costOfPart(position, closed)
  const realizedPnl = side === 'sell' ? proceeds - costRemoved : costRemoved - proceeds
  return { closed, costRemoved, costAdded: notional - proceeds, realizedPnl }
}

/** The cost of a part of a position, half-even: what remains keeps the rest. */
function costOfPart(position: Position, closed: Lots): bigint {
  return divideHalfEven(position.cost * bigintOf(closed), bigintOf(position.size))
}
