import { assert, unreachable } from '../assert.ts'
import type * as Events from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { isFresh } from './reference-prices.ts'
import {
  accountOf,
  findListing,
  listingOf,
  positionOf,
  type Account,
  type Listing,
  type Position,
  type World,
} from './world.ts'

/** The events that name no order. */
export type AccountEvent = Exclude<Events.EngineEvent, { orderId: number } | Events.Traded>

/** Applies what happened to instruments, accounts and the site. */
export function applyAccountEvent(world: World, event: AccountEvent): void {
  switch (event.kind) {
    case 'instrument_listed':
    case 'schedule_set':
    case 'phase_changed': {
      applyInstrumentEvent(world, event)
      return
    }
    case 'account_opened': {
      openAccount(world, event)
      return
    }
    case 'kill_switch_set': {
      setKillSwitch(world, event)
      return
    }
    case 'cash_moved': {
      moveCash(world, event)
      return
    }
    case 'position_reset': {
      resetPosition(world, event)
      return
    }
    case 'day_timer_set':
      world.dayTimerAt = event.dueAt
      world.dayTimer = world.nextTimer
      world.nextTimer += 1
      return
    default: {
      applyToAccount(accountOf(world, event.accountId), event)
      return
    }
  }
}

function applyToAccount(
  account: Account,
  event: Exclude<Extract<AccountEvent, { accountId: number }>, { kind: 'account_opened' | 'cash_moved' }>,
): void {
  switch (event.kind) {
    case 'account_configured':
      account.settings = event.settings
      if (event.settings.dailyLossMax !== null) return
      account.lossBaseline = null
      account.isLossLocked = false
      return
    case 'leverage_set':
      keptPosition(account, event.instrumentId).leverage = event.leverage
      return
    case 'generation_started':
      account.generation = event.generation
      account.fees = 0n
      for (const position of account.positions) position.realizedPnl = 0n
      return
    case 'loss_baseline_set':
      account.lossBaseline = event.equity
      account.isLossLocked = false
      return
    case 'loss_locked':
      account.isLossLocked = true
      return
    case 'margin_called':
    case 'margin_call_cleared':
      account.isMarginCalled = event.kind === 'margin_called'
      return
    case 'liquidation_started':
    case 'liquidation_ended':
      account.isLiquidating = event.kind === 'liquidation_started'
      return
    case 'position_reset':
      return
    default:
      return unreachable(event)
  }
}

function applyInstrumentEvent(
  world: World,
  event: Events.InstrumentListed | Events.ScheduleSet | Events.PhaseChanged,
): void {
  if (event.kind === 'instrument_listed') {
    list(world, event)
    return
  }
  const listing = listingOf(world, event.instrumentId)
  if (event.kind === 'schedule_set') {
    listing.schedule = event.boundaries.map((boundary) => {
      world.nextTimer += 1
      return { ...boundary, timer: world.nextTimer - 1 }
    })
    return
  }
  listing.phase = event.phase
  if (event.isBoundary) listing.schedule = listing.schedule.slice(1)
}

function list(world: World, event: Events.InstrumentListed): void {
  const { instrument } = event
  currencyOf(world, instrument.currency)
  const known = findListing(world, instrument.instrumentId)
  if (known !== undefined) {
    // What was stale by its old limit stays so until the next whole book.
    if (!isFresh(world, known)) known.hasBook = false
    known.instrument = instrument
    return
  }
  const listing: Listing = {
    instrument,
    phase: 'closed',
    schedule: [],
    nextTradeId: 1,
    houseCash: 0n,
    housePosition: 0n,
    outside: { buy: [], sell: [] },
    last: null,
    unseenTrades: [],
    seen: { last: [], bid: [], ask: [], mark: [] },
    hasBook: false,
    marketInputAt: 0,
  }
  world.listings.push(listing)
  world.listings.sort((left, right) => left.instrument.instrumentId - right.instrument.instrumentId)
}

/** The system accounts of a currency, which begin at nothing. */
export function currencyOf(world: World, currency: string): World['currencies'][number] {
  const known = world.currencies.find((other) => other.currency === currency)
  if (known !== undefined) return known
  const added = { currency, external: 0n, fees: 0n, insurance: 0n }
  world.currencies.push(added)
  // Plain code units: currencies are capital letters and digits.
  world.currencies.sort((left, right) => (left.currency < right.currency ? -1 : 1))
  return added
}

function openAccount(world: World, event: Events.AccountOpened): void {
  const { accountId, ownerId, accountKind, currency, settings } = event
  currencyOf(world, currency)
  world.accounts.push({
    accountId,
    ownerId,
    accountKind,
    currency,
    settings,
    cash: 0n,
    fees: 0n,
    generation: 1,
    isKilled: false,
    isLossLocked: false,
    lossBaseline: null,
    isMarginCalled: false,
    isLiquidating: false,
    positions: [],
  })
  world.accounts.sort((left, right) => left.accountId - right.accountId)
}

function setKillSwitch(world: World, event: Events.KillSwitchSet): void {
  if (event.scope === 'site') world.isSiteKilled = event.isOn
  else if (event.scope === 'account') accountOf(world, event.id).isKilled = event.isOn
  else {
    const others = world.killedOwnerIds.filter((id) => id !== event.id)
    world.killedOwnerIds = event.isOn ? [...others, event.id].sort((a, b) => a - b) : others
  }
}

function moveCash(world: World, event: Events.CashMoved): void {
  const account = accountOf(world, event.accountId)
  const currency = currencyOf(world, account.currency)
  bookCash(account, event.amount)
  currency[event.counterpart] -= event.amount
  if (event.counterpart === 'external' && account.lossBaseline !== null) account.lossBaseline += event.amount
}

function resetPosition(world: World, event: Events.PositionReset): void {
  const account = accountOf(world, event.accountId)
  const listing = listingOf(world, event.instrumentId)
  bookCash(account, event.cashDelta)
  listing.houseCash -= event.cashDelta
  listing.housePosition += BigInt(event.quantity)
  bookPosition(account, event.instrumentId, {
    quantity: 0 - event.quantity,
    cost: -event.costRemoved,
    realizedPnl: event.realizedPnl,
  })
}

/** Adds to the cash of an account; the other side of the posting is booked by the caller. */
export function bookCash(account: Account, amount: bigint): void {
  account.cash += amount
}

/** Adds to a position. */
export function bookPosition(
  account: Account,
  instrumentId: number,
  change: { quantity: number; cost: bigint; realizedPnl: bigint },
): void {
  const position = keptPosition(account, instrumentId)
  position.quantity = lots(position.quantity + change.quantity)
  position.cost += change.cost
  position.realizedPnl += change.realizedPnl
  assert(position.quantity !== 0 || position.cost === 0n, 'a flat position has no cost')
}

function keptPosition(account: Account, instrumentId: number): Position {
  const position = positionOf(account, instrumentId)
  if (!account.positions.includes(position)) {
    account.positions.push(position)
    account.positions.sort((left, right) => left.instrumentId - right.instrumentId)
  }
  return position
}
