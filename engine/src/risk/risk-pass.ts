import type { MarkedPosition } from '../event/events.ts'
import { markOf } from '../book/quotes.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import { feeOf, notionalOf } from '../numbers/money.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { stepUp } from '../numbers/steps.ts'
import { acceptOrder } from '../order/accept-order.ts'
import { marketAgainst } from '../order/market-ticket.ts'
import { cancelOrder } from '../order/ending.ts'
import type { CancelReason } from '../event/events.ts'
import type { Account, Position } from '../state/account.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { Order } from '../state/order.ts'
import { noInstruments, type Turn } from '../turn.ts'
import {
  equityOf,
  initialOf,
  initialPpmOf,
  marginFiguresOf,
  tierOf,
  valueOf,
  type MarginFigures,
} from './margin.ts'
import { isAtRisk, lookAtChanged, lookAtMark, watchAll } from './risk-watch.ts'

/**
 * Looks at the accounts after an input: margin calls, liquidations, deficits, daily losses. The result is
 * as if all accounts were looked at by id; those that nothing has happened to are left out.
 *
 * @returns whether anything happened, so that the caller looks again
 */
export function runRisk(turn: Turn): boolean {
  const { state } = turn
  flagChanged(turn)
  for (const account of state.liquidating) state.flag(account)
  if (state.flagged.size === 0) return false
  const before = turn.events.length
  const limited = new Set<Account>()
  lookInTurn(turn, state.flagged, (account) => {
    unflag(state, account)
    if (account.settings.dailyLossMax !== null) limited.add(account)
    if (isAtRisk(account)) lookAtMargin(turn, account)
  })
  for (const account of state.flagged) if (account.settings.dailyLossMax !== null) limited.add(account)
  lookInTurn(turn, limited, (account) => lookAtLoss(turn, account))
  return turn.events.length > before
}

/**
 * After a recovery all accounts are flagged. Looks at them before the first input, and leaves flagged only
 * those that it must do something about: what previews look at they take back, so each would look at all.
 */
export function lookAhead(state: ExchangeState): void {
  lookAtChanged(state)
  for (const account of state.flagged) {
    if (isAtRisk(account)) {
      const figures = marginFiguresOf(account)
      if (hasMarginNews(account, figures) || equityAtLossLimit(account) !== null) continue
      watchAll(state, account, figures)
    }
    state.flagged.delete(account)
  }
}

/** Flags the accounts that marks, or their own events, may have brought to a limit. */
function flagChanged(turn: Turn): void {
  const { state, repriced } = turn
  for (const instrument of repriced) lookAtMark(state, instrument)
  turn.repriced = noInstruments
  state.isRepriced = false
  lookAtChanged(state)
}

/**
 * Looks at accounts by rising id; what one of them does may add some that come later, and has it looked
 * at again.
 */
function lookInTurn(turn: Turn, due: Set<Account>, look: (account: Account) => void): void {
  const { state } = turn
  let queue = byIdAfter(due, -1)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [before, dueCount] = [turn.events.length, due.size]
    look(next)
    if (turn.events.length === before) continue
    state.flag(next)
    flagChanged(turn)
    if (due !== state.flagged) {
      for (const account of state.flagged) if (account.settings.dailyLossMax !== null) due.add(account)
    }
    if (due.size > dueCount) queue = byIdAfter(due, next.accountId)
  }
}

/** The accounts with a larger id, the smallest last. */
function byIdAfter(due: ReadonlySet<Account>, accountId: number): Account[] {
  return [...due]
    .filter((account) => account.accountId > accountId)
    .sort((one, other) => other.accountId - one.accountId)
}

function unflag(state: ExchangeState, account: Account): void {
  state.flagged.delete(account)
  state.onUndo(() => state.flagged.add(account))
}

/** Once nothing happens any more, bands say how far marks may move before the next look. */
function lookAtMargin(turn: Turn, account: Account): void {
  const { held: positions } = account
  const hasNone = positions.length === 0
  const before = turn.events.length
  const figures = marginFiguresOf(account)
  if (hasMarginNews(account, figures)) {
    callMargin(turn, account, { figures, hasNone })
    if (account.isLiquidating || (!hasNone && figures.equity < figures.maintenance)) {
      liquidate(turn, account, { figures, positions })
    }
    if (hasNone && account.cash < 0n) {
      const { accountId } = account
      turn.emit({
        kind: 'cash_moved',
        at: turn.at,
        accountId,
        amount: -account.cash,
        counterpart: 'insurance',
      })
    }
  }
  if (turn.events.length === before) watchAll(turn.state, account, figures)
}

/** Whether a margin account has to be called, liquidated, or told that this is over. */
function hasMarginNews(account: Account, { equity, initial, maintenance }: MarginFigures): boolean {
  if (account.kind !== 'margin' || !isMarked(account)) return false
  if (account.held.length === 0) return account.isMarginCalled || account.isLiquidating || account.cash < 0n
  return account.isLiquidating || equity < maintenance || equity < initial !== account.isMarginCalled
}

/** Nobody is judged by positions whose value is not known: after a recovery, until the venue speaks. */
function isMarked({ held }: Account): boolean {
  return held.every(({ instrument }) => markOf(instrument) !== null)
}

function callMargin(
  turn: Turn,
  account: Account,
  { figures, hasNone }: { figures: MarginFigures; hasNone: boolean },
): void {
  const isShort = !hasNone && figures.equity < figures.initial
  if (isShort === account.isMarginCalled) return
  turn.emit({
    kind: isShort ? 'margin_called' : 'margin_call_cleared',
    at: turn.at,
    accountId: account.accountId,
    equity: figures.equity,
    required: figures.initial,
  })
}

function liquidate(
  turn: Turn,
  account: Account,
  { figures, positions }: { figures: MarginFigures; positions: Position[] },
): void {
  const { accountId } = account
  const { equity, maintenance, initial } = figures
  if (!account.isLiquidating) {
    const marked = positions.map(markedPosition).sort((one, other) => one.instrumentId - other.instrumentId)
    turn.emit({ kind: 'liquidation_started', at: turn.at, accountId, equity, maintenance, positions: marked })
  }
  if (equity >= initial || positions.length === 0) {
    turn.emit({ kind: 'liquidation_ended', at: turn.at, accountId, equity })
    cancelWhere(turn, account, { reason: 'liquidation', isMeant: ({ role }) => role === 'liquidation' })
    return
  }
  cancelWhere(turn, account, { reason: 'liquidation', isMeant: ({ reduceOnly }) => !reduceOnly })
  // Its own quotes may have held the mark where it was.
  const now = marginFiguresOf(account)
  if (now.equity < now.initial) reduceOnePosition(turn, account, { figures: now, positions })
}

function markedPosition(position: Position): MarkedPosition {
  const value = valueOf(position)
  const { instrument, quantity } = position
  return {
    instrumentId: instrument.instrumentId,
    quantity,
    mark: markOf(instrument),
    initialPpm: initialPpmOf(position, value),
    maintenancePpm: tierOf(instrument.definition, value).maintenancePpm,
  }
}

/** Cancels open orders of an account, by id. */
export function cancelWhere(
  turn: Turn,
  account: Account,
  { reason, isMeant }: { reason: CancelReason; isMeant: (order: Order) => boolean },
): void {
  for (const order of turn.state.openOrdersOf(account)) {
    if (order.isOpen && isMeant(order)) cancelOrder(turn, order, reason)
  }
}

/** Orders the fewest lots off the position with the largest requirement that can be traded now. */
function reduceOnePosition(
  turn: Turn,
  account: Account,
  { figures, positions }: { figures: MarginFigures; positions: Position[] },
): void {
  const tradable = positions
    .filter(({ instrument }) => isMatchable(instrument, turn.at))
    .map((position) => ({ position, initial: weightOf(position) }))
    .sort(
      (one, other) =>
        Number(other.initial > one.initial) - Number(other.initial < one.initial) ||
        one.position.instrument.instrumentId - other.position.instrument.instrumentId,
    )
  for (const { position } of tradable) {
    const quantity = lots(fewestLots(position, figures) - waitingLots(turn, account, position))
    if (quantity <= 0) continue
    orderLiquidation(turn, account, { position, quantity })
    return
  }
}

/** Value x rate, in millionths: what decides which position goes first. */
function weightOf(position: Position): bigint {
  const value = valueOf(position)
  return value * BigInt(initialPpmOf(position, value))
}

/**
 * The fewest lots whose closing at the mark leaves equity at the initial requirement; all of it if none
 * do.
 */
function fewestLots(position: Position, figures: MarginFigures): number {
  const mark = markOf(position.instrument)
  if (mark === null) return position.size
  const { tickValue, fees, lotTable } = position.instrument.definition
  const others = figures.initial - initialOf(position, valueOf(position))
  const suffices = (quantity: number) => {
    const notional = notionalOf(mark, quantity, tickValue)
    const fee = feeOf({ notional, quantity }, fees.takerPpm, fees.perLotMicros)
    const rest = notionalOf(mark, position.size - quantity, tickValue)
    return figures.equity - fee >= others + initialOf(position, rest)
  }
  if (!suffices(position.size)) return position.size
  let low = 0
  let high: number = position.size
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle
  }
  return Math.min(position.size, stepUp(high, lotTable))
}

function waitingLots(turn: Turn, account: Account, position: Position): number {
  let waiting = 0
  for (const order of turn.state.openOrdersOf(account)) {
    if (order.role === 'liquidation' && order.instrument === position.instrument) waiting += order.leaves
  }
  return waiting
}

function orderLiquidation(
  turn: Turn,
  account: Account,
  { position, quantity }: { position: Position; quantity: Lots },
): void {
  const { instrument } = position
  acceptOrder(turn, {
    account,
    instrument,
    quantity,
    ticketHash: 0,
    role: 'liquidation',
    group: null,
    partner: null,
    ticket: { ...marketAgainst(position, quantity), timeInForce: 'gtc', reduceOnly: true },
  })
}

function lookAtLoss(turn: Turn, account: Account): void {
  const equity = equityAtLossLimit(account)
  if (equity === null) return
  turn.emit({ kind: 'loss_locked', at: turn.at, accountId: account.accountId, equity })
  cancelWhere(turn, account, { reason: 'loss_lock', isMeant: ({ reduceOnly }) => !reduceOnly })
}

/** The equity of an account that has lost all it may lose in a day; `null` for others. */
function equityAtLossLimit(account: Account): bigint | null {
  const { dailyLossMax } = account.settings
  if (dailyLossMax === null || account.lossBaseline === null || account.isLossLocked) return null
  if (!isMarked(account)) return null
  const equity = equityOf(account)
  return equity > account.lossBaseline - dailyLossMax ? null : equity
}
