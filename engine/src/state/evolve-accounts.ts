import type {
  AccountConfigured,
  AccountOpened,
  CashMoved,
  DayTimerSet,
  GenerationStarted,
  InstrumentListed,
  KillSwitchSet,
  LeverageSet,
  LossBaselineSet,
  LossLocked,
  PhaseChanged,
  PositionReset,
  ScheduleSet,
} from '../event/events.ts'
import { isFreshAt } from '../instrument/trading-state.ts'
import { bigintOf } from '../numbers/bigints.ts'
import { lots } from '../numbers/lots.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { instrument as instrumentField } from '../schema/instrument-fields.ts'
import { Account, type Position } from './account.ts'
import { addTimerTo } from './current-timers.ts'
import type { ExchangeState } from './exchange-state.ts'
import { flatRequirementOf, updateHoldings } from './holdings.ts'
import { ListedInstrument } from './listed-instrument.ts'

export function applyInstrumentListed(state: ExchangeState, event: InstrumentListed): void {
  const { at } = event
  const instrument = instrumentField.copyOf(event.instrument)
  const listed = state.instruments.get(instrument.instrumentId)
  if (listed !== undefined) {
    state.touch(listed)
    // What was stale by its old limit stays so until the next whole book.
    if (!isFreshAt(listed, at)) listed.isFresh = false
    redefine(state, listed, instrument)
    return
  }
  state.instruments.set(instrument.instrumentId, new ListedInstrument(instrument))
  state.systemOf(instrument.currency)
  state.onUndo(() => state.instruments.delete(instrument.instrumentId))
}

/** Rates may be others than before: all who hold something there are looked at. */
function redefine(state: ExchangeState, listed: ListedInstrument, definition: Instrument): void {
  const positions: { readonly position: Position; readonly before: bigint }[] = []
  for (const account of state.accounts.values()) {
    const position = account.positions.get(listed.instrumentId)
    if (position !== undefined) positions.push({ position, before: flatRequirementOf(position) })
  }
  listed.definition = definition
  for (const { position, before } of positions) {
    const { account } = position
    state.touch(account)
    state.touch(position)
    if (position.isHeld) state.flag(account)
    updateHoldings(state, position, before)
  }
}

export function applyScheduleSet(state: ExchangeState, event: ScheduleSet): void {
  const instrument = state.instrumentOf(event.instrumentId)
  state.touch(instrument)
  state.touch(state.counters)
  const { nextTimer } = state.counters
  instrument.schedule = event.boundaries.map((boundary, index) => ({ ...boundary, timer: nextTimer + index }))
  state.counters.nextTimer += event.boundaries.length
  const subjectId = event.instrumentId
  for (const { at: dueAt, timer: sequence } of instrument.schedule) {
    addTimerTo(state, { dueAt, sequence, kind: 'boundary', subjectId })
  }
}

export function applyPhaseChanged(state: ExchangeState, event: PhaseChanged): void {
  const instrument = state.instrumentOf(event.instrumentId)
  state.touch(instrument)
  instrument.phase = event.phase
  if (event.isBoundary) instrument.schedule = instrument.schedule.slice(1)
}

export function applyAccountOpened(state: ExchangeState, event: AccountOpened): void {
  const { accountId, ownerId, accountKind, currency, settings } = event
  const identity = { accountId, ownerId, kind: accountKind, currency }
  const account = new Account(identity, { ...settings }, state.accountRows)
  state.accounts.set(accountId, account)
  state.systemOf(currency)
  state.onUndo(() => {
    state.accounts.delete(accountId)
    state.accountRows.release(account)
  })
}

export function applyAccountConfigured(state: ExchangeState, event: AccountConfigured): void {
  const account = state.accountOf(event.accountId)
  state.touch(account)
  state.flag(account)
  account.settings = { ...event.settings }
  if (event.settings.dailyLossMax !== null) return
  account.lossBaseline = null
  account.isLossLocked = false
}

export function applyLeverageSet(state: ExchangeState, event: LeverageSet): void {
  const account = state.accountOf(event.accountId)
  const position = state.positionOf(account, state.instrumentOf(event.instrumentId))
  const before = flatRequirementOf(position)
  state.touch(position)
  state.flag(account)
  position.leverage = event.leverage
  state.touch(account)
  updateHoldings(state, position, before)
}

export function applyCashMoved(state: ExchangeState, event: CashMoved): void {
  const account = state.accountOf(event.accountId)
  const system = state.systemOf(account.currency)
  state.touch(account)
  state.flag(account)
  state.touch(system)
  account.cash += event.amount
  system[event.counterpart] -= event.amount
  if (event.counterpart === 'external' && account.lossBaseline !== null) account.lossBaseline += event.amount
}

export function applyPositionReset(state: ExchangeState, event: PositionReset): void {
  const account = state.accountOf(event.accountId)
  const instrument = state.instrumentOf(event.instrumentId)
  const position = state.positionOf(account, instrument)
  const before = flatRequirementOf(position)
  state.touch(account)
  state.flag(account)
  state.touch(instrument)
  state.touch(position)
  position.quantity = lots(position.quantity - event.quantity)
  position.cost -= event.costRemoved
  position.realizedPnl += event.realizedPnl
  account.cash += event.cashDelta
  instrument.houseCash -= event.cashDelta
  instrument.housePosition += bigintOf(event.quantity)
  updateHoldings(state, position, before)
}

export function applyGenerationStarted(state: ExchangeState, event: GenerationStarted): void {
  const account = state.accountOf(event.accountId)
  state.touch(account)
  state.flag(account)
  account.generation = event.generation
  account.fees = 0n
  account.isLossLocked = false
  account.lossBaseline = null
  for (const position of account.positions.values()) {
    state.touch(position)
    position.realizedPnl = 0n
  }
}

export function applyKillSwitchSet(state: ExchangeState, event: KillSwitchSet): void {
  if (event.scope === 'site') {
    state.touch(state.counters)
    state.counters.isSiteKilled = event.isOn
  } else if (event.scope === 'account') {
    const account = state.accountOf(event.id)
    state.touch(account)
    state.flag(account)
    account.isKilled = event.isOn
  } else setOwnerKilled(state, event.id, event.isOn)
}

function setOwnerKilled(state: ExchangeState, ownerId: number, isOn: boolean): void {
  const { killedOwners } = state
  if (killedOwners.has(ownerId) === isOn) return
  if (isOn) killedOwners.add(ownerId)
  else killedOwners.delete(ownerId)
  state.onUndo(() => (isOn ? killedOwners.delete(ownerId) : killedOwners.add(ownerId)))
}

export function applyLossBaselineSet(state: ExchangeState, event: LossBaselineSet): void {
  const account = state.accountOf(event.accountId)
  state.touch(account)
  state.flag(account)
  account.lossBaseline = event.equity
  account.isLossLocked = false
}

export function applyLossLocked(state: ExchangeState, event: LossLocked): void {
  const account = state.accountOf(event.accountId)
  state.touch(account)
  state.flag(account)
  account.isLossLocked = true
}

export function applyDayTimerSet(state: ExchangeState, event: DayTimerSet): void {
  state.touch(state.counters)
  const timer = state.counters.nextTimer
  state.counters.nextTimer += 1
  state.counters.dayTimerAt = event.dueAt
  state.counters.dayTimer = timer
  addTimerTo(state, { dueAt: event.dueAt, sequence: timer, kind: 'day', subjectId: 0 })
}

/** Which flags of an account a risk event changes. */
export interface RiskFlags {
  readonly isMarginCalled?: boolean
  readonly isLiquidating?: boolean
}

export function applyRiskFlags(state: ExchangeState, accountId: number, flags: RiskFlags): void {
  const account = state.accountOf(accountId)
  state.touch(account)
  state.flag(account)
  if (flags.isMarginCalled !== undefined) account.isMarginCalled = flags.isMarginCalled
  if (flags.isLiquidating === undefined) return
  account.isLiquidating = flags.isLiquidating
  setLiquidating(state, account)
}

/** Keeps the list of those that are being liquidated. */
function setLiquidating(state: ExchangeState, account: Account): void {
  const wasListed = state.liquidating.has(account)
  if (account.isLiquidating === wasListed) return
  if (wasListed) state.liquidating.delete(account)
  else state.liquidating.add(account)
  state.onUndo(() => (wasListed ? state.liquidating.add(account) : state.liquidating.delete(account)))
}
