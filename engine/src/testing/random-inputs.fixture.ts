import type { Input } from '../command/commands.ts'
import { findOffence } from '../command/well-formed.ts'
import type { Engine } from '../engine.ts'
import { isFreshAt } from '../instrument/trading-state.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import * as aims from './random-aims.fixture.ts'
import * as market from './random-market.fixture.ts'
import * as operations from './random-operations.fixture.ts'
import { amendInput, groupInput, mixTicket, submitInput } from './random-tickets.fixture.ts'
import { Random, type Weighted } from './random.fixture.ts'
import {
  plainScale,
  SESSION_START,
  setupInputs,
  setupOf,
  startPrices,
  wideScales,
} from './session-setup.fixture.ts'
import type { Session } from './session.fixture.ts'
import { copyOf, spoil } from './spoil.fixture.ts'

/** An input and when it comes, Unix milliseconds. */
export interface TimedInput {
  readonly input: Input
  readonly at: number
}

/** A session of random inputs, the same for the same seed. */
export interface RandomInputs {
  /** The next one; the engine that the session looks at has done all those before. */
  next(): TimedInput
}

type Maker = (session: Session) => Input | null

const tick: Input = { kind: 'tick' }

/** Of a thousand: sessions of large numbers, sessions with aims, plans that go on, times aimed at. */
const [WIDE_SESSIONS, AIMED_SESSIONS, PLANS, TIMES] = [330, 500, 700, 20]

/** Open orders from which on more are canceled than made. */
const OPEN_ORDERS_MANY = 100

const makers: Weighted<Maker> = [
  [330, submitInput],
  [40, groupInput],
  [90, amendInput],
  [38, operations.cancelInput],
  [8, operations.cancelOldInput],
  [3, operations.cancelAllInput],
  [30, operations.closeInput],
  [12, operations.reverseInput],
  [6, operations.closeAllInput],
  [45, market.bookInput],
  [90, market.levelsInput],
  [80, market.tradeInput],
  [65, market.orderInput],
  [2, market.lostInput],
  [5, market.rushInput],
  [45, () => tick],
  [6, operations.phaseInput],
  [4, operations.scheduleInput],
  [9, operations.leverageInput],
  [10, operations.cashInput],
  [1, operations.resetInput],
  [2, operations.killInput],
  [4, operations.configureInput],
  [3, operations.listInput],
  [1, operations.openAccountInput],
]

/** In half of the sessions: they take time and money from all the others. */
const aimedMakers: Weighted<Maker> = [
  ...makers,
  [5, aims.cashAim],
  [7, aims.markAim],
  [3, aims.lossAim],
  [5, aims.orderValueAim],
  [7, aims.moneyAim],
  [5, aims.tierAim],
  [7, aims.roundTripAim],
  [7, aims.sweepAim],
  [9, aims.leverageAim],
  [5, aims.haltAim],
  [2, aims.widthAim],
]

/**
 * Makes a session: instruments and accounts are set up first, then anything may come, about a tenth of it
 * wrong.
 *
 * @param engine - what the session looks at; it must do every input before the next one is asked for
 */
export function createSession(seed: number, engine: Engine): RandomInputs {
  const random = new Random(seed)
  const scale = random.chance(WIDE_SESSIONS) ? random.pick(wideScales) : plainScale
  const session: Session = {
    random,
    engine,
    setup: setupOf(scale),
    at: SESSION_START,
    centers: new Map(startPrices),
    clientOrders: 0,
    planned: [],
    isAimed: random.chance(AIMED_SESSIONS),
  }
  const setup = setupInputs(session.setup)
  let previous: Input = tick
  return {
    next() {
      const prepared = setup.shift()
      if (prepared !== undefined) return { input: prepared, at: session.at }
      const aimed = random.chance(TIMES) ? aims.findTime(session) : null
      session.at = aimed ?? session.at + operations.anyStep(session)
      const input = anyInput(session, previous)
      const isOrder = input.kind === 'submit_order' || input.kind === 'submit_group'
      if (isOrder && findOffence(input) === null) previous = input
      return { input, at: anyTime(session) }
    },
  }
}

/** Mostly now; once in a while before it, or no time at all. */
function anyTime({ random, at }: Session): number {
  if (!random.chance(2)) return at
  return random.pick([at - random.between(1, 1_000), NaN, at + 1 / 2, -1])
}

function anyInput(session: Session, previous: Input): Input {
  const { random, planned } = session
  const helpful = findHelp(session)
  if (helpful !== null) return helpful
  const next = planned.length > 0 && random.chance(PLANS) ? planned.shift() : undefined
  const meant = next === undefined ? null : next()
  if (meant !== null) return meant
  if (random.chance(15)) return againOrAlike(session, previous)
  const input = random.weighted(session.isAimed ? aimedMakers : makers)(session) ?? tick
  return random.chance(100) ? worse(session, input) : input
}

/** Something that is wrong in one place, or does not belong together. */
function worse({ random }: Session, input: Input): Input {
  if (input.kind === 'submit_order' && random.chance(450)) {
    return { ...input, ticket: mixTicket(random, input.ticket) }
  }
  const spoiled = spoil(random, input)
  if (spoiled.kind !== 'list_instrument' || findOffence(spoiled) !== null) return spoiled
  // Fees beyond all measure would make a sale cost more than it brings.
  const isDear = Math.max(spoiled.instrument.fees.takerPpm, spoiled.instrument.fees.makerPpm) > 2_000
  return isDear || spoiled.instrument.fees.perLotMicros > 5_000_000 ? input : spoiled
}

/** The same again, or another ticket under the client order id of the one before. */
function againOrAlike(session: Session, previous: Input): Input {
  const { random } = session
  if (random.chance(500)) return previous
  const made = submitInput(session)
  if (previous.kind !== 'submit_order' || made?.kind !== 'submit_order') return previous
  const { clientOrderId } = previous.ticket
  return { ...made, accountId: previous.accountId, ticket: { ...copyOf(made.ticket), clientOrderId } }
}

/** What brings a session back to life: nobody trades for long in a market that is closed, silent, or full. */
function findHelp(session: Session): Input | null {
  const { random, engine } = session
  if (engine.state.orders.size > OPEN_ORDERS_MANY && random.chance(400))
    return operations.cancelBusiest(session)
  const stopped = [...engine.state.instruments.values()].filter(({ phase }) => phase !== 'continuous')
  const asleep = random.pickOrNull(stopped)
  if (asleep !== null && random.chance(50)) {
    return { kind: 'set_phase', instrumentId: asleep.instrumentId, phase: 'continuous' }
  }
  const silent = [...engine.state.instruments.values()].filter((one) => isSilent(session, one))
  const stale = random.pickOrNull(silent)
  if (stale !== null && random.chance(100)) return market.bookOf(session, stale)
  return findRelief(session)
}

function isSilent({ at }: Session, instrument: ListedInstrument): boolean {
  return !isFreshAt(instrument, at)
}

/** Switches that are on go off, and who is ruined starts again. */
function findRelief(session: Session): Input | null {
  const { random, engine, setup } = session
  if (!random.chance(20)) return null
  const { counters, killedOwners, accounts } = engine.state
  if (counters.isSiteKilled) return { kind: 'set_kill_switch', scope: 'site', id: 0, isOn: false }
  const owner = random.pickOrNull([...killedOwners])
  if (owner !== null) return { kind: 'set_kill_switch', scope: 'owner', id: owner, isOn: false }
  const all = [...accounts.values()]
  const killed = random.pickOrNull(all.filter(({ isKilled }) => isKilled))
  if (killed !== null) return { kind: 'set_kill_switch', scope: 'account', id: killed.accountId, isOn: false }
  const ruined = random.pickOrNull(all.filter((one) => one.isLossLocked || one.cash < 1_000n * setup.unit))
  return ruined === null ? null : operations.resetOf(session, ruined)
}
