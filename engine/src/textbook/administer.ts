import type { Instrument } from '../instrument/instrument.ts'
import type * as Commands from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import type { PositionReset } from '../event/events.ts'
import { notionalOf } from '../numbers/money.ts'
import { ticks } from '../numbers/ticks.ts'
import { emit } from './apply.ts'
import { deny, firstBroken } from './denial.ts'
import { equityOf, heldPositions, requirementOfAll } from './equity.ts'
import { areBoundaries, brokenInstrumentTerms, isCurrency, isWithin } from './instrument-rules.ts'
import { markOf } from './reference-prices.ts'
import { availableOf } from './reservation.ts'
import { cancelEach, cancelRaising } from './risk.ts'
import { malformedAccount, refuse, type Verdict } from './submit.ts'
import { amountBound, isId } from './ticket-rules.ts'
import { changePhase, setDayTimer } from './timers.ts'
import {
  copyWorld,
  findAccount,
  findListing,
  listingOf,
  positionOf,
  restoreWorld,
  type Account,
  type Position,
  type World,
} from './world.ts'

const done: Verdict = { kind: 'done', orderId: null }

/** Adds an instrument, or changes one. */
export function listInstrument(world: World, { instrument }: Commands.ListInstrument): Verdict {
  const denial = brokenInstrumentTerms(instrument)
  if (denial !== null) return refuse(denial)
  const known = findListing(world, instrument.instrumentId)?.instrument
  const isSame =
    known === undefined ||
    (known.currency === instrument.currency &&
      known.settlement === instrument.settlement &&
      known.tape === instrument.tape &&
      isEqual(known.tickValue, instrument.tickValue))
  if (!isSame) return refuse(deny('instrument_exists', 'instrument.instrumentId'))
  const hasOrders = world.orders.some((order) => order.instrumentId === instrument.instrumentId)
  if (known !== undefined && hasOrders && !isEqual(acceptanceTerms(known), acceptanceTerms(instrument))) {
    return refuse(deny('orders_open', 'instrument'))
  }
  emit(world, { kind: 'instrument_listed', at: world.now, instrument })
  return done
}

/** The terms by which open orders were accepted and hold what they hold. */
function acceptanceTerms({ tickTable, lotTable, fees, collarPpm }: Instrument): unknown {
  return { tickTable, lotTable, fees, collarPpm }
}

function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return one === other
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isEqual(valueAt(one, name), valueAt(other, name)))
  )
}

function valueAt(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

/** Replaces the boundaries to come; the last of those that are past counts at once. */
export function setSchedule(world: World, command: Commands.SetSchedule): Verdict {
  const { instrumentId, boundaries } = command
  if (!isId(instrumentId)) return refuse(deny('malformed_command', 'instrumentId'))
  if (!areBoundaries(boundaries)) return refuse(deny('malformed_command', 'boundaries'))
  const listing = findListing(world, instrumentId)
  if (listing === undefined) return refuse(deny('unknown_instrument', 'instrumentId'))
  const toCome = boundaries.filter(({ at }) => at > world.now)
  const past = boundaries.findLast(({ at }) => at <= world.now)
  emit(world, { kind: 'schedule_set', at: world.now, instrumentId, boundaries: toCome })
  if (past !== undefined && past.phase !== listing.phase) {
    changePhase(world, listing, { phase: past.phase, isBoundary: false })
  }
  return done
}

/** Changes what an instrument allows now. */
export function setPhase(world: World, { instrumentId, phase }: Commands.SetPhase): Verdict {
  if (!isId(instrumentId)) return refuse(deny('malformed_command', 'instrumentId'))
  const listing = findListing(world, instrumentId)
  if (listing === undefined) return refuse(deny('unknown_instrument', 'instrumentId'))
  changePhase(world, listing, { phase, isBoundary: false })
  return done
}

function brokenSettings(settings: Commands.OpenAccount['settings']): Denial | null {
  const { latencyMs, dailyLossMax, openOrdersMax } = settings
  if (!isWithin(latencyMs, 0, 60_000)) return deny('malformed_command', 'latencyMs')
  if (!isWithin(openOrdersMax, 1, 100_000)) return deny('malformed_command', 'openOrdersMax')
  if (dailyLossMax === null) return null
  if (dailyLossMax < 1n) return deny('malformed_command', 'dailyLossMax')
  return dailyLossMax < amountBound ? null : deny('amount_out_of_bounds', 'dailyLossMax')
}

/** A new account, with no money. */
export function openAccount(world: World, command: Commands.OpenAccount): Verdict {
  const { accountId, ownerId, accountKind, currency, settings } = command
  const denial = firstBroken([
    () => malformedAccount(accountId),
    () => (isId(ownerId) ? null : deny('malformed_command', 'ownerId')),
    () => (isCurrency(currency) ? null : deny('malformed_command', 'currency')),
    () => brokenSettings(settings),
    () => (findAccount(world, accountId) === undefined ? null : deny('account_exists', 'accountId')),
  ])
  if (denial !== null) return refuse(denial)
  const terms = { accountId, ownerId, accountKind, currency, settings }
  emit(world, { kind: 'account_opened', at: world.now, ...terms })
  startLossLimit(world, accountId)
  return done
}

/** New settings; a limit where there was none counts from now. */
export function configureAccount(world: World, command: Commands.ConfigureAccount): Verdict {
  const { accountId, settings } = command
  const denial = firstBroken([
    () => malformedAccount(accountId),
    () => brokenSettings(settings),
    () => (findAccount(world, accountId) === undefined ? deny('unknown_account', 'accountId') : null),
    () => brokenFillModel(world, command),
  ])
  if (denial !== null) return refuse(denial)
  emit(world, { kind: 'account_configured', at: world.now, accountId, settings })
  startLossLimit(world, accountId)
  return done
}

/** Open orders took their places by the present fill model. */
function brokenFillModel(world: World, { accountId, settings }: Commands.ConfigureAccount): Denial | null {
  const present = findAccount(world, accountId)?.settings.fillModel
  const hasOrders = world.orders.some((order) => order.accountId === accountId)
  const isRight = present === settings.fillModel || !hasOrders
  return isRight ? null : deny('orders_open', 'settings.fillModel')
}

function startLossLimit(world: World, accountId: number): void {
  const account = findAccount(world, accountId)
  if (account === undefined || account.settings.dailyLossMax === null) return
  if (account.lossBaseline === null) setBaseline(world, account)
  if (world.dayTimerAt === null) setDayTimer(world)
}

function setBaseline(world: World, account: Account): void {
  const equity = equityOf(world, account)
  emit(world, { kind: 'loss_baseline_set', at: world.now, accountId: account.accountId, equity })
}

/** The margin rate that an account wants in an instrument. */
export function setLeverage(world: World, command: Commands.SetLeverage): Verdict {
  const { accountId, instrumentId, leverage } = command
  const malformed =
    malformedAccount(accountId) ??
    (isId(instrumentId) ? null : deny('malformed_command', 'instrumentId')) ??
    (Number.isSafeInteger(leverage) ? null : deny('malformed_command', 'leverage'))
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  const instrument = findListing(world, instrumentId)?.instrument
  if (instrument === undefined) return refuse(deny('unknown_instrument', 'instrumentId'))
  if (!isWithin(leverage, 1, instrument.leverageMax)) {
    const measure = { limit: instrument.leverageMax, value: leverage }
    return refuse(deny('leverage_out_of_bounds', 'leverage', measure))
  }
  const before = copyWorld(world)
  const required = requirementOfAll(world, account, world.orders)
  emit(world, { kind: 'leverage_set', at: world.now, accountId, instrumentId, leverage })
  const value = requirementOfAll(world, account, world.orders)
  const limit = equityOf(world, account)
  if (account.accountKind === 'cash' || value <= required || value <= limit) return done
  restoreWorld(world, before)
  return refuse(deny('insufficient_margin', 'leverage', { limit, value }))
}

/** Money in or out. */
export function moveCash(world: World, { accountId, amount }: Commands.MoveCash): Verdict {
  const malformed = malformedAccount(accountId)
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  if (amount === 0n || amount >= amountBound || amount <= -amountBound) {
    return refuse(deny('amount_out_of_bounds', 'amount', { value: amount }))
  }
  const limit = withdrawableOf(world, account)
  if (amount < 0n && -amount > limit) {
    return refuse(deny('insufficient_funds', 'amount', { limit, value: -amount }))
  }
  emit(world, { kind: 'cash_moved', at: world.now, accountId, amount, counterpart: 'external' })
  return done
}

function withdrawableOf(world: World, account: Account): bigint {
  if (account.accountKind === 'cash') return availableOf(world, account)
  const free = equityOf(world, account) - requirementOfAll(world, account, world.orders)
  return free < account.cash ? free : account.cash
}

/** Starts an account again with nothing open and a given balance. */
export function resetAccount(world: World, { accountId, balance }: Commands.ResetAccount): Verdict {
  const malformed = malformedAccount(accountId)
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  if (balance < 0n || balance >= amountBound) {
    return refuse(deny('amount_out_of_bounds', 'balance', { value: balance }))
  }
  cancelEach(world, 'reset', (order) => order.accountId === accountId)
  for (const position of heldPositions(account)) emit(world, positionResetOf(world, account, position))
  const at = world.now
  const amount = balance - account.cash
  if (amount !== 0n) emit(world, { kind: 'cash_moved', at, accountId, amount, counterpart: 'external' })
  emit(world, { kind: 'generation_started', at, accountId, generation: account.generation + 1 })
  if (account.settings.dailyLossMax !== null) setBaseline(world, account)
  return done
}

function positionResetOf(world: World, account: Account, position: Position): PositionReset {
  const { instrumentId, quantity, cost } = positionOf(account, position.instrumentId)
  const listing = listingOf(world, instrumentId)
  const { tickValue, settlement } = listing.instrument
  const mark = markOf(world, listing)
  const value = mark === null ? cost : notionalOf(mark, Math.abs(quantity), tickValue)
  const realizedPnl = quantity > 0 ? value - cost : cost - value
  const paid = quantity > 0 ? value : -value
  return {
    kind: 'position_reset',
    at: world.now,
    accountId: account.accountId,
    instrumentId,
    quantity,
    price: mark === null ? null : ticks(mark),
    cashDelta: settlement === 'delivery' ? paid : realizedPnl,
    costRemoved: cost,
    realizedPnl,
  }
}

/** Stops, or lets go on, what an account, an owner or everybody may do. */
export function setKillSwitch(world: World, command: Commands.SetKillSwitch): Verdict {
  const { scope, id, isOn } = command
  if (!isId(id)) return refuse(deny('malformed_command', 'id'))
  if (scope === 'account' && findAccount(world, id) === undefined) {
    return refuse(deny('unknown_account', 'id'))
  }
  emit(world, { kind: 'kill_switch_set', at: world.now, scope, id, isOn })
  if (!isOn) return done
  for (const { accountId, ownerId } of world.accounts) {
    const isMeant = scope === 'site' || id === (scope === 'owner' ? ownerId : accountId)
    if (isMeant) cancelRaising(world, accountId, 'kill_switch')
  }
  return done
}
