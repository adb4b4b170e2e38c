/**
 * Situations that hardly ever come by chance: figures that are exactly at a limit, times at which something
 * is just due, positions whose marks all move, and flags that money or leverage alone takes away. Some take
 * several inputs: the first one is given, the others are planned.
 */
import { markOf } from '../book/quotes.ts'
import type { Input, SubmitOrder } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import type { Instrument, MarginTier } from '../instrument/instrument.ts'
import { notionalCeilingOf, notionalOf, ppmCeilingOf } from '../numbers/money.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import { midnightAfter } from '../risk/loss-day.ts'
import {
  equityOfPosition,
  exposureOf,
  initialOf,
  marginFiguresOf,
  requirementOf,
  tierOf,
  valueOf,
  type MarginFigures,
} from '../risk/margin.ts'
import type { Account, Position } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { bookAround, withinBand } from './random-market.fixture.ts'
import { plainTicket, submitInput } from './random-tickets.fixture.ts'
import {
  anyAccount,
  anyInstrument,
  anyQuantity,
  anySide,
  newClientOrderId,
  positionQuantity,
  type PlannedInput,
  type Session,
} from './session.fixture.ts'

/** A wait longer than this ends most of what is going on in a session, Unix milliseconds. */
const LONG_WAIT_MS = 120_000
/** How far marks are looked at, in ticks. */
const MARKS_MAX = 60

const pause: PlannedInput = () => null

/** Exactly when something is due, or a millisecond before or after; `null`: nothing is, or too far away. */
export function findTime({ random, engine, at }: Session): number | null {
  const { timers, instruments } = engine.state
  const ends = [...instruments.values()].flatMap(({ definition: { staleAfterMs }, isFresh, marketAt }) => {
    return isFresh && staleAfterMs !== null ? [marketAt + staleAfterMs] : []
  })
  const observed = [...instruments.values()].map(({ marketAt }) => marketAt + 1_000)
  const due = timers.next === null ? [] : [timers.next.dueAt]
  const aim = random.pickOrNull([...due, ...due, ...ends, ...observed, midnightAfter(at)])
  if (aim === null) return null
  const time = aim + random.pick([-1, 0, 0, 0, 1])
  if (time < at || (time - at > LONG_WAIT_MS && !random.chance(40))) return null
  return time
}

/** Mostly exactly there, else one unit beside it. */
function beside({ random }: Session): bigint {
  return random.pick([0n, 0n, -1n, 1n])
}

function marginAccount(session: Session, isMeant: (account: Account) => boolean): Account | null {
  const all = [...session.engine.state.accounts.values()]
  return session.random.pickOrNull(all.filter((one) => one.kind === 'margin' && isMeant(one)))
}

function anyHeld({ random }: Session, { held }: Account): Position | null {
  return random.pickOrNull(held.filter(({ instrument }) => markOf(instrument) !== null))
}

function moveCash({ accountId }: Account, amount: bigint): Input | null {
  return amount === 0n ? null : { kind: 'move_cash', accountId, amount }
}

/** Brings an account back to what it began with: who has no money left does nothing any more. */
function refill({ engine, setup }: Session, { accountId }: Account): PlannedInput {
  return () => {
    const account = engine.state.accounts.get(accountId)
    const first = setup.accounts.find((one) => one.accountId === accountId)
    if (account === undefined || first === undefined) return null
    const lacking = first.deposit - marginFiguresOf(account).equity
    return lacking > 0n ? moveCash(account, lacking) : null
  }
}

/** Money that brings equity exactly to a requirement, or takes out exactly what may be taken. */
export function cashAim(session: Session): Input | null {
  const { random } = session
  const called = marginAccount(
    session,
    ({ isMarginCalled, isLiquidating }) => isMarginCalled || isLiquidating,
  )
  const account = called !== null && random.chance(700) ? called : anyAccount(session)
  if (account === null) return null
  session.planned.push(pause, pause, refill(session, account))
  if (account.kind === 'cash') return moveCash(account, account.hold - account.cash + beside(session))
  const { equity, initial, maintenance, required } = marginFiguresOf(account)
  const goal = random.pick([initial, initial, maintenance, required])
  return moveCash(account, goal - equity + beside(session))
}

/** All figures of an account if one of its instruments had another mark. */
function figuresAt(account: Account, position: Position, mark: Ticks): MarginFigures {
  const { definition } = position.instrument
  const { equity, initial, maintenance, required } = marginFiguresOf(account)
  const [before, after] = [valueOf(position), notionalOf(mark, position.size, definition.tickValue)]
  const kept = (value: bigint) => ppmCeilingOf(value, tierOf(definition, value).maintenancePpm)
  return {
    equity: equity + equityOfPosition(position, after) - equityOfPosition(position, before),
    initial: initial + initialOf(position, after) - initialOf(position, before),
    maintenance: maintenance + kept(after) - kept(before),
    required,
  }
}

/** A mark so many ticks worse for a position, within the band of the outside world. */
function worseMark({ instrument, quantity }: Position, mark: Ticks, distance: number): Ticks {
  return withinBand(instrument, quantity > 0 ? mark - distance : mark + distance)
}

/** The book that brings an instrument to a mark, when its turn has come. */
function bookThen(session: Session, { instrumentId }: ListedInstrument, mark: Ticks): PlannedInput {
  return () => {
    const instrument = session.engine.state.instruments.get(instrumentId)
    return instrument === undefined ? null : bookAround(session, instrument, mark)
  }
}

/** Brings equity exactly to a requirement by a mark: first the money for it is moved, then the mark. */
export function markAim(session: Session): Input | null {
  const account = marginAccount(session, ({ held, isLiquidating }) => held.length > 0 && !isLiquidating)
  const position = account === null ? null : anyHeld(session, account)
  const mark = position === null ? null : markOf(position.instrument)
  if (account === null || position === null || mark === null) return null
  const { equity, required } = marginFiguresOf(account)
  const free = account.cash < equity - required ? account.cash : equity - required
  const isInitial = session.random.chance(500)
  const off = beside(session)
  for (let distance = session.random.between(1, 8); distance < MARKS_MAX; distance += 1) {
    const next = worseMark(position, mark, distance)
    const figures = figuresAt(account, position, next)
    const amount = (isInitial ? figures.initial : figures.maintenance) + off - figures.equity
    if (-amount > free) continue
    session.planned.unshift(bookThen(session, position.instrument, next), pause, refill(session, account))
    return moveCash(account, amount)
  }
  return null
}

/** Brings equity exactly to the daily loss limit, by the limit alone or by the mark after it. */
export function lossAim(session: Session): Input | null {
  const account = anyAccount(session)
  const position = account === null ? null : anyHeld(session, account)
  const mark = position === null ? null : markOf(position.instrument)
  if (account === null || position === null || mark === null) return null
  const next = session.random.chance(250) ? mark : worseMark(position, mark, session.random.between(1, 20))
  const { equity } = figuresAt(account, position, next)
  const baseline = account.lossBaseline ?? marginFiguresOf(account).equity
  const dailyLossMax = baseline - equity + beside(session)
  if (dailyLossMax < 1n) return null
  const { accountId, settings } = account
  const first = session.setup.accounts.find((one) => one.accountId === accountId)?.settings ?? settings
  const { fillModel } = settings
  session.planned.push(pause, pause, () => {
    return { kind: 'configure_account', accountId, settings: { ...first, fillModel } }
  })
  if (next !== mark) session.planned.unshift(bookThen(session, position.instrument, next))
  return { kind: 'configure_account', accountId, settings: { ...settings, dailyLossMax } }
}

function anyOrderInput(session: Session): SubmitOrder | null {
  const input = submitInput(session)
  return input?.kind === 'submit_order' ? input : null
}

function relist(instrument: Instrument, changes: Partial<Instrument>): Input {
  return { kind: 'list_instrument', instrument: { ...instrument, ...changes } }
}

/** An order of exactly the value that is allowed; then the limit is as it was. */
export function orderValueAim(session: Session): Input | null {
  const { setup, engine, planned } = session
  const order = anyOrderInput(session)
  const instrumentId = order?.ticket.instrumentId
  const definition = engine.state.instruments.get(instrumentId ?? -1)?.definition
  const first = setup.instruments.find((one) => one.instrumentId === instrumentId)
  if (order === null || definition === undefined || first === undefined) return null
  const { quantity, limitPrice } = order.ticket
  if (quantity === null || limitPrice === null) return null
  const measure = session.random.chance(700) ? notionalCeilingOf : notionalOf
  const value = measure(limitPrice, quantity, definition.tickValue) + beside(session)
  if (value < 1n) return null
  planned.unshift(
    () => order,
    () => relist(definition, { orderValueMax: first.orderValueMax }),
  )
  return relist(definition, { orderValueMax: value })
}

/** An order for which there is exactly enough: all is taken out, then what it lacks comes in. */
export function moneyAim(session: Session): Input | null {
  const order = anyOrderInput(session)
  const account = session.engine.state.accounts.get(order?.accountId ?? -1)
  if (order === null || account === undefined) return null
  session.planned.unshift(
    () => moveCash(account, shortageOf(session, order) + beside(session)),
    () => order,
    pause,
    refill(session, account),
  )
  if (account.kind === 'cash') return moveCash(account, account.hold - account.cash)
  const { equity, required } = marginFiguresOf(account)
  const free = equity - required
  return moveCash(account, free < account.cash ? -free : -account.cash)
}

/** By how much an order is refused, minor units; 0 when it is not refused for lack of money. */
function shortageOf({ engine, at }: Session, order: SubmitOrder): bigint {
  let outcome: Outcome
  try {
    outcome = engine.preview(order, at)
  } catch {
    // An engine with a planted fault; the order itself shows it.
    return 0n
  }
  if (outcome.kind !== 'denied') return 0n
  const { code, limit, value } = outcome.denial
  if (code !== 'insufficient_funds' && code !== 'insufficient_margin') return 0n
  return typeof limit === 'bigint' && typeof value === 'bigint' ? value - limit : 0n
}

/** Margin tiers that begin exactly at the exposure of an account, which then moves over them. */
export function tierAim(session: Session): Input | null {
  const { random, planned } = session
  const account = marginAccount(session, ({ held }) => held.length > 0)
  const position = account === null ? null : anyHeld(session, account)
  const mark = position === null ? null : markOf(position.instrument)
  if (position === null || mark === null) return null
  const { instrument } = position
  const next = random.chance(500) ? mark : worseMark(position, mark, random.between(1, 6))
  const value = notionalOf(next, position.size, instrument.definition.tickValue)
  const exposure = random.chance(500) ? value : exposureOf(position, value, position)
  const from = exposure + beside(session)
  const tiers = from < 1n ? [] : [from, from + from / 20n + 1n, 3n * from]
  const original = session.setup.instruments.find((one) => one.instrumentId === instrument.instrumentId)
  planned.unshift(
    bookThen(session, instrument, next),
    pause,
    bookThen(session, instrument, worseMark(position, mark, random.between(4, 12))),
    pause,
    bookThen(session, instrument, mark),
  )
  if (original !== undefined && random.chance(700)) {
    planned.push(pause, pause, () => relist(instrument.definition, { marginTiers: original.marginTiers }))
  }
  return relist(instrument.definition, { marginTiers: risingTiers(instrument.definition, tiers) })
}

/** The first tier of an instrument, and harder ones from these exposures on. */
function risingTiers({ marginTiers }: Instrument, starts: readonly bigint[]): MarginTier[] {
  const [first] = marginTiers
  if (first === undefined) return []
  return [0n, ...starts].map((from, index) => ({
    from,
    initialPpm: Math.min(1_000_000, Math.ceil(first.initialPpm * (1 + index / 4))),
    maintenancePpm: Math.min(1_000_000, Math.ceil(first.maintenancePpm * (1 + index / 4))),
  }))
}

/** Moves a mark by a few ticks, against a side if one is given. */
function nudge(session: Session, instrumentId: number, against: () => Side | null): PlannedInput {
  return () => {
    const instrument = session.engine.state.instruments.get(instrumentId)
    const mark = instrument === undefined ? null : markOf(instrument)
    if (instrument === undefined || mark === null) return null
    const most = Math.ceil(mark / 50)
    const distance = session.random.between(1, session.random.pick([2, 5, most]))
    const side = against() ?? anySide(session)
    return bookAround(
      session,
      instrument,
      withinBand(instrument, side === 'buy' ? mark - distance : mark + distance),
    )
  }
}

/** Takes a position with an order that does not rest. */
function open(session: Session, { accountId }: Account, instrumentId: number): PlannedInput {
  return () => {
    const account = session.engine.state.accounts.get(accountId)
    const instrument = session.engine.state.instruments.get(instrumentId)
    if (account === undefined || instrument === undefined) return null
    const ticket = plainTicket({ session, account, instrument }, 'market')
    ticket.timeInForce = 'ioc'
    ticket.quantity = anyQuantity(session, instrument)
    return { kind: 'submit_order', accountId, ticket }
  }
}

function close(session: Session, { accountId }: Account, instrumentId: number): PlannedInput {
  return () => {
    const clientOrderId = newClientOrderId(session)
    return { kind: 'close_position', accountId, clientOrderId, instrumentId, quantity: null }
  }
}

/** The side of a position that an account has; `null`: it is flat. */
function sideOf({ engine }: Session, { accountId }: Account, instrumentId: number): Side | null {
  const account = engine.state.accounts.get(accountId)
  const instrument = engine.state.instruments.get(instrumentId)
  if (account === undefined || instrument === undefined) return null
  const quantity = positionQuantity(account, instrument)
  return quantity === 0 ? null : quantity > 0 ? 'buy' : 'sell'
}

/** A position is opened, closed to flat and opened again, and the mark moves at each stage. */
export function roundTripAim(session: Session): Input | null {
  const account = marginAccount(session, ({ currency }) => currency === 'USD')
  const instrument = anyInstrument(session)
  if (account === null || instrument === null) return null
  const { instrumentId } = instrument
  const move = nudge(session, instrumentId, () => null)
  const trip = [open(session, account, instrumentId), move, close(session, account, instrumentId), move]
  session.planned.unshift(...trip, ...trip, open(session, account, instrumentId), move, move)
  return move()
}

/** An account has positions in several instruments, whose marks all move, mostly against it. */
export function sweepAim(session: Session): Input | null {
  const { random, planned } = session
  const account = marginAccount(session, ({ currency }) => currency === 'USD')
  if (account === null) return null
  const ids = [1, 2, 3]
  const isOpening = account.held.length < 2 || random.chance(300)
  const against = (instrumentId: number) => () => {
    return random.chance(700) ? sideOf(session, account, instrumentId) : null
  }
  const moves = ids.map((instrumentId) => nudge(session, instrumentId, against(instrumentId)))
  for (let round = random.between(1, 3); round > 0; round -= 1) planned.unshift(...moves)
  planned.push(relief(session, account))
  if (isOpening) planned.unshift(...ids.map((instrumentId) => open(session, account, instrumentId)))
  return moves[0]?.() ?? null
}

/** An account at the least leverage that it can afford is called; money or leverage alone ends that. */
export function leverageAim(session: Session): Input | null {
  const account = marginAccount(session, ({ held }) => held.length > 0)
  const position = account === null ? null : anyHeld(session, account)
  if (account === null || position === null) return null
  const { accountId } = account
  const { instrumentId } = position.instrument
  const leverage = leastLeverage(account, position)
  const against = () => sideOf(session, account, instrumentId)
  const move = nudge(session, instrumentId, against)
  const { leverageMax } = position.instrument.definition
  session.planned.unshift(move, move, move, relief(session, account), relief(session, account), pause, () => {
    return { kind: 'set_leverage', accountId, instrumentId, leverage: leverageMax }
  })
  return leverage === null ? null : { kind: 'set_leverage', accountId, instrumentId, leverage }
}

function leastLeverage(account: Account, position: Position): number | null {
  const { equity, required } = marginFiguresOf(account)
  const { openBuys, openSells, buyHold, sellHold, instrument } = position
  const value = valueOf(position)
  const others = required - requirementOf(position, value, position)
  for (let leverage = 1; leverage <= instrument.definition.leverageMax; leverage += 1) {
    const terms = { openBuys, openSells, buyHold, sellHold, leverage }
    if (others + requirementOf(position, value, terms) <= equity) return leverage
  }
  return null
}

/** What takes a margin call from an account: leverage, or exactly the money that is missing. */
function relief(session: Session, { accountId }: Account): PlannedInput {
  return () => {
    const account = session.engine.state.accounts.get(accountId)
    if (account === undefined || (!account.isMarginCalled && !account.isLiquidating)) return null
    const position = anyHeld(session, account)
    if (position !== null && session.random.chance(500)) {
      const { instrumentId, definition } = position.instrument
      return { kind: 'set_leverage', accountId, instrumentId, leverage: definition.leverageMax }
    }
    const { equity, initial } = marginFiguresOf(account)
    return moveCash(account, initial - equity + beside(session))
  }
}

/** A liquidation that waits while nothing trades: money or leverage may end it before it sells. */
export function haltAim(session: Session): Input | null {
  const account = marginAccount(session, ({ held }) => held.length > 0)
  if (account === null) return null
  const ids = account.held.map(({ instrument }) => instrument.instrumentId)
  const [first, ...others] = ids.map((instrumentId): Input => {
    return { kind: 'set_phase', instrumentId, phase: 'halt' }
  })
  const moves = ids.map((instrumentId) =>
    nudge(session, instrumentId, () => sideOf(session, account, instrumentId)),
  )
  const resumes = ids.map((instrumentId): PlannedInput => {
    return () => ({ kind: 'set_phase', instrumentId, phase: 'continuous' })
  })
  session.planned.unshift(
    ...others.map(
      (input): PlannedInput =>
        () =>
          input,
    ),
    ...moves,
    ...moves,
    ...moves,
    relief(session, account),
    relief(session, account),
    ...resumes,
  )
  return first ?? null
}

/** Cash right where a number, or 64 bits, are no longer enough; later that money goes again. */
export function widthAim(session: Session): Input | null {
  const { random, planned } = session
  const account = anyAccount(session)
  if (account === null) return null
  const bound = random.pick([1n << 53n, 1n << 63n])
  const amount = bound - account.cash + BigInt(random.between(-2, 1))
  if (amount <= 0n) return null
  planned.push(...Array.from({ length: random.between(3, 12) }, () => pause))
  planned.push(() => moveCash(account, -amount + beside(session)))
  return moveCash(account, amount)
}
