import type { Boundary, Instrument } from '../instrument/instrument.ts'
import type { StepRow } from '../numbers/steps.ts'
import type { Denial } from './denials.ts'
import { markOf } from '../book/quotes.ts'
import { lots } from '../numbers/lots.ts'
import { notionalOf } from '../numbers/money.ts'
import { expireOrder } from '../order/ending.ts'
import { beginTrading } from '../outside/outside-book.ts'
import { midnightAfter } from '../risk/loss-day.ts'
import { equityOf, marginFiguresOf, requirementOf, valueOf, type OpenOrders } from '../risk/margin.ts'
import { cancelWhere } from '../risk/risk-pass.ts'
import type { Account, Position } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Turn } from '../turn.ts'
import { checkInstrument } from '../instrument/check-instrument.ts'
import type {
  ConfigureAccount,
  ListInstrument,
  MoveCash,
  OpenAccount,
  ResetAccount,
  SetKillSwitch,
  SetLeverage,
  SetPhase,
  SetSchedule,
} from './commands.ts'
import { deny } from './deny.ts'
import { accepted, denied, unknownAccount, unknownInstrument, type Answer } from './answer.ts'
import { AMOUNT_MAX } from '../schema/limits.ts'

export function listInstrument(turn: Turn, { instrument }: ListInstrument): Answer {
  const offence = checkInstrument(instrument)
  if (offence !== null) return denied(deny('instrument_invalid', { field: `instrument.${offence}` }))
  const listed = turn.state.instruments.get(instrument.instrumentId)
  const conflict = listed === undefined ? null : checkRelisting(turn, listed, instrument)
  if (conflict !== null) return denied(conflict)
  turn.emit({ kind: 'instrument_listed', at: turn.at, instrument })
  return accepted
}

/**
 * What orders and positions are counted in stays; what orders were accepted by changes only when none is
 * open.
 */
function checkRelisting(turn: Turn, listed: ListedInstrument, instrument: Instrument): Denial | null {
  const { definition } = listed
  const keeps =
    definition.currency === instrument.currency &&
    definition.settlement === instrument.settlement &&
    definition.tape === instrument.tape &&
    definition.tickValue.numerator === instrument.tickValue.numerator &&
    definition.tickValue.denominator === instrument.tickValue.denominator
  if (!keeps) return deny('instrument_exists', { field: 'instrument.instrumentId' })
  const isAlike =
    isSameTable(definition.tickTable, instrument.tickTable) &&
    isSameTable(definition.lotTable, instrument.lotTable) &&
    definition.collarPpm === instrument.collarPpm &&
    definition.fees.makerPpm === instrument.fees.makerPpm &&
    definition.fees.takerPpm === instrument.fees.takerPpm &&
    definition.fees.perLotMicros === instrument.fees.perLotMicros
  if (isAlike) return null
  for (const order of turn.state.orders.values()) {
    if (order.instrument === listed) return deny('orders_open', { field: 'instrument' })
  }
  return null
}

function isSameTable(one: readonly StepRow[], other: readonly StepRow[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, step }, row) => from === other[row]?.from && step === other[row].step)
  )
}

export function setSchedule(turn: Turn, { instrumentId, boundaries }: SetSchedule): Answer {
  const instrument = turn.state.instruments.get(instrumentId)
  if (instrument === undefined) return unknownInstrument(instrumentId)
  const past = boundaries.findLast(({ at }) => at <= turn.at)
  const toCome = boundaries.filter(({ at }) => at > turn.at)
  turn.emit({ kind: 'schedule_set', at: turn.at, instrumentId, boundaries: toCome })
  if (past !== undefined && past.phase !== instrument.phase) {
    changePhase(turn, instrument, { phase: past.phase, isBoundary: false })
  }
  return accepted
}

export function setPhase(turn: Turn, { instrumentId, phase }: SetPhase): Answer {
  const instrument = turn.state.instruments.get(instrumentId)
  if (instrument === undefined) return unknownInstrument(instrumentId)
  changePhase(turn, instrument, { phase, isBoundary: false })
  return accepted
}

/** The next boundary of an instrument has come: its day may end, and its phase changes. */
export function passBoundary(turn: Turn, instrument: ListedInstrument): void {
  const boundary = instrument.schedule[0]
  if (boundary === undefined) return
  if (boundary.endsDay) {
    const day = Array.from(turn.state.orders.values()).filter(
      (order) => order.instrument === instrument && order.timeInForce === 'day',
    )
    for (const order of day) if (order.isOpen) expireOrder(turn, order)
  }
  changePhase(turn, instrument, { phase: boundary.phase, isBoundary: true })
}

function changePhase(
  turn: Turn,
  instrument: ListedInstrument,
  { phase, isBoundary }: Pick<Boundary, 'phase'> & { isBoundary: boolean },
): void {
  const wasContinuous = instrument.phase === 'continuous'
  const { instrumentId } = instrument
  turn.emit({ kind: 'phase_changed', at: turn.at, instrumentId, phase, isBoundary })
  if (!wasContinuous && phase === 'continuous') beginTrading(turn, instrument)
}

export function openAccount(turn: Turn, command: OpenAccount): Answer {
  const { accountId, ownerId, accountKind, currency, settings } = command
  if (turn.state.accounts.has(accountId)) {
    return denied(deny('account_exists', { field: 'accountId', value: accountId }))
  }
  turn.emit({ kind: 'account_opened', at: turn.at, accountId, ownerId, accountKind, currency, settings })
  startLossLimit(turn, accountId)
  return accepted
}

export function configureAccount(turn: Turn, { accountId, settings }: ConfigureAccount): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  // Orders in the book wait by the model under which they came there.
  const changesModel = settings.fillModel !== account.settings.fillModel
  if (changesModel && account.openOrderIds.length > 0) {
    return denied(
      deny('orders_open', { field: 'settings.fillModel', limit: 0, value: account.openOrderIds.length }),
    )
  }
  turn.emit({ kind: 'account_configured', at: turn.at, accountId, settings })
  startLossLimit(turn, accountId)
  return accepted
}

/** A loss limit that is new counts from now; the first one of all starts the timer of days. */
function startLossLimit(turn: Turn, accountId: number): void {
  const account = turn.state.accountOf(accountId)
  if (account.settings.dailyLossMax === null || account.lossBaseline !== null) return
  turn.emit({ kind: 'loss_baseline_set', at: turn.at, accountId, equity: equityOf(account) })
  if (turn.state.counters.dayTimerAt !== null) return
  turn.emit({ kind: 'day_timer_set', at: turn.at, dueAt: midnightAfter(turn.at) })
}

export function setLeverage(turn: Turn, { accountId, instrumentId, leverage }: SetLeverage): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const instrument = turn.state.instruments.get(instrumentId)
  if (instrument === undefined) return unknownInstrument(instrumentId)
  const { leverageMax } = instrument.definition
  if (leverage < 1 || leverage > leverageMax) {
    return denied(deny('leverage_out_of_bounds', { field: 'leverage', limit: leverageMax, value: leverage }))
  }
  if (account.kind === 'margin') {
    const position = turn.state.positionOf(account, instrument)
    const value = valueOf(position)
    const before = requirementOf(position, value, position)
    const after = requirementOf(position, value, withLeverage(position, leverage))
    const { equity, required } = marginFiguresOf(account)
    if (after > before && required - before + after > equity) {
      return denied(deny('insufficient_margin', { limit: equity, value: required - before + after }))
    }
  }
  turn.emit({ kind: 'leverage_set', at: turn.at, accountId, instrumentId, leverage })
  return accepted
}

function withLeverage({ openBuys, openSells, buyHold, sellHold }: OpenOrders, leverage: number): OpenOrders {
  return { openBuys, openSells, buyHold, sellHold, leverage }
}

export function moveCash(turn: Turn, { accountId, amount }: MoveCash): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  if (amount === 0n || amount > AMOUNT_MAX || amount < -AMOUNT_MAX) {
    return denied(deny('amount_out_of_bounds', { field: 'amount', limit: AMOUNT_MAX, value: amount }))
  }
  const limit = amount < 0n ? withdrawable(account) : 0n
  if (amount < 0n && -amount > limit) {
    return denied(deny('insufficient_funds', { field: 'amount', limit, value: -amount }))
  }
  turn.emit({ kind: 'cash_moved', at: turn.at, accountId, amount, counterpart: 'external' })
  return accepted
}

function withdrawable(account: Account): bigint {
  if (account.kind === 'cash') return account.cash - account.hold
  const { equity, required } = marginFiguresOf(account)
  const free = equity - required
  return free < account.cash ? free : account.cash
}

export function resetAccount(turn: Turn, { accountId, balance }: ResetAccount): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  if (balance < 0n || balance > AMOUNT_MAX) {
    return denied(deny('amount_out_of_bounds', { field: 'balance', limit: AMOUNT_MAX, value: balance }))
  }
  cancelWhere(turn, account, { reason: 'reset', isMeant: () => true })
  const positions = [...account.positions.values()]
    .filter(({ quantity }) => quantity !== 0)
    .sort((one, other) => one.instrument.instrumentId - other.instrument.instrumentId)
  for (const position of positions) resetPosition(turn, account, position)
  const amount = balance - account.cash
  const { at } = turn
  if (amount !== 0n) turn.emit({ kind: 'cash_moved', at, accountId, amount, counterpart: 'external' })
  turn.emit({ kind: 'generation_started', at, accountId, generation: account.generation + 1 })
  if (account.settings.dailyLossMax !== null) {
    turn.emit({ kind: 'loss_baseline_set', at, accountId, equity: equityOf(account) })
  }
  return accepted
}

function resetPosition(turn: Turn, account: Account, position: Position): void {
  const { instrument, quantity, size, cost } = position
  const { settlement, tickValue } = instrument.definition
  const price = markOf(instrument)
  const value = price === null ? cost : notionalOf(price, size, tickValue)
  const realizedPnl = quantity > 0 ? value - cost : cost - value
  const received = quantity > 0 ? value : -value
  turn.emit({
    kind: 'position_reset',
    at: turn.at,
    accountId: account.accountId,
    instrumentId: instrument.instrumentId,
    quantity: lots(quantity),
    price,
    cashDelta: settlement === 'delivery' ? received : realizedPnl,
    costRemoved: cost,
    realizedPnl,
  })
}

export function setKillSwitch(turn: Turn, { scope, id, isOn }: SetKillSwitch): Answer {
  if (scope === 'account' && !turn.state.accounts.has(id)) return unknownAccount(id)
  turn.emit({ kind: 'kill_switch_set', at: turn.at, scope, id, isOn })
  if (!isOn) return accepted
  const accounts = [...turn.state.accounts.values()]
    .filter(
      ({ accountId, ownerId }) => scope === 'site' || (scope === 'account' ? accountId : ownerId) === id,
    )
    .sort((one, other) => one.accountId - other.accountId)
  for (const account of accounts) {
    cancelWhere(turn, account, { reason: 'kill_switch', isMeant: ({ reduceOnly }) => !reduceOnly })
  }
  return accepted
}
