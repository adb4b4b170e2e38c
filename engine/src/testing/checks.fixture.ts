import type { Outcome } from '../command/outcome.ts'
import type { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import type { Ledger } from './ledger.fixture.ts'
import type { TimedInput } from './random-inputs.fixture.ts'

/** Looks at an event before the ledger applies it; says in words what is broken, or `null`. */
export type EventCheck = (event: EngineEvent, ledger: Ledger) => string | null

/** Looks at the engine between two inputs. */
export type StateCheck = (engine: Engine, ledger: Ledger) => string | null

/** What there is before an input. */
export interface Situation {
  readonly timed: TimedInput
  readonly engine: Engine
  readonly ledger: Ledger
  /** Whether this is the time for what costs much. */
  readonly isCostly: boolean
}

/** Looks at what an input brought about. */
export type AfterInput = (outcome: Outcome) => string | null

/** Looks at an engine before an input; `null` where the input is of no interest. */
export interface InputCheck {
  before(situation: Situation): AfterInput | null
}

/** Whether a timer fires before the input: what it does is not the input's. */
export function isTimerDue({ engine, timed }: Situation): boolean {
  const { next } = engine.state.timers
  return next !== null && next.dueAt <= timed.at
}
