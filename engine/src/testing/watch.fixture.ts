import type { Outcome } from '../command/outcome.ts'
import { Engine } from '../engine.ts'
import type { EventCheck, InputCheck, Situation, StateCheck } from './checks.fixture.ts'
import { findDifference, textOf } from './difference.fixture.ts'
import { eventChecks } from './event-invariants.fixture.ts'
import { inputChecks } from './input-invariants.fixture.ts'
import { Ledger } from './ledger.fixture.ts'
import { isMarketInput } from './market-mirror.fixture.ts'
import { createSession, type TimedInput } from './random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX } from './session-setup.fixture.ts'
import { shrink } from './shrink.fixture.ts'
import { cheapChecks, costlyChecks } from './state-invariants.fixture.ts'

const NEVER = Number.MAX_SAFE_INTEGER

/** How often what is costly is looked at, in inputs. */
export interface WatchIntervals {
  readonly costly: number
  /** The fold of all events against the live state. */
  readonly fold: number
}

type Checks<Check> = readonly (readonly [name: string, check: Check])[]

/** Every check of a table, or the one that is asked for alone. */
function entriesOf<Check>(table: Readonly<Record<string, Check>>, only: string | null): Checks<Check> {
  return Object.entries(table).filter(([name]) => only === null || name === only)
}

/** An engine that is watched: every invariant is looked at after every input, or every so many of them. */
export class Watch {
  readonly engine: Engine
  readonly ledger = new Ledger()
  readonly #folded: Engine
  readonly #intervals: WatchIntervals
  readonly #inputChecks: Checks<InputCheck>
  readonly #eventChecks: Checks<EventCheck>
  readonly #cheapChecks: Checks<StateCheck>
  readonly #allChecks: Checks<StateCheck>
  #count = 0

  /** @param only - the check that is looked at; `null`: all */
  constructor(recentOrdersMax: number, intervals: WatchIntervals, only: string | null = null) {
    this.engine = new Engine({ recentOrdersMax })
    this.#folded = new Engine({ recentOrdersMax })
    this.#intervals = intervals
    this.#inputChecks = entriesOf(inputChecks, only)
    this.#eventChecks = entriesOf(eventChecks, only)
    this.#cheapChecks = entriesOf(cheapChecks, only)
    this.#allChecks = [...this.#cheapChecks, ...entriesOf(costlyChecks, only)]
  }

  /** Does an input; says which invariant it broke, or `null`. */
  run(timed: TimedInput): string | null {
    for (let due = this.#dueBefore(timed); due !== null; due = this.#dueBefore(timed)) {
      const broken = this.#do({ input: { kind: 'tick' }, at: due })
      if (broken !== null) return broken
    }
    return this.#do(timed)
  }

  /** When a timer is due whose events must not be taken for those of the input; `null`: none is. */
  #dueBefore({ input, at }: TimedInput): number | null {
    const { next } = this.engine.state.timers
    if (next === null || !(next.dueAt <= at)) return null
    const standsApart = next.kind === 'latency' || isMarketInput(input)
    return standsApart ? Math.max(next.dueAt, this.ledger.at) : null
  }

  #do(timed: TimedInput): string | null {
    this.#count += 1
    const isCostly = this.#count % this.#intervals.costly === 0
    const situation: Situation = { timed, engine: this.engine, ledger: this.ledger, isCostly }
    const before = this.#inputChecks.map(([name, check]) => [name, check.before(situation)] as const)
    const outcome = this.engine.execute(timed.input, timed.at)
    this.ledger.market.hear(timed.input, timed.at, outcome)
    const broken = this.#take(outcome) ?? this.#look(isCostly)
    if (broken !== null) return broken
    for (const [name, after] of before) {
      const found = after === null ? null : after(outcome)
      if (found !== null) return `${name}: ${found}`
    }
    return this.#count % this.#intervals.fold === 0 ? this.compareFold() : null
  }

  /** J5: the fold of all events is the live state. */
  compareFold(): string | null {
    const difference = findDifference(this.engine.image(), this.#folded.image())
    if (difference === null) return null
    const { path, one, other } = difference
    return `J5: ${path} is ${textOf(one)}, by the fold ${textOf(other)}`
  }

  #take({ events }: Outcome): string | null {
    for (const event of events) {
      for (const [name, check] of this.#eventChecks) {
        const found = check(event, this.ledger)
        if (found !== null) return `${name}: ${found} (${textOf(event)})`
      }
      this.ledger.apply(event)
      this.#folded.apply(event)
    }
    return null
  }

  #look(isCostly: boolean): string | null {
    for (const [name, check] of isCostly ? this.#allChecks : this.#cheapChecks) {
      const found = check(this.engine, this.ledger)
      if (found !== null) return `${name}: ${found}`
    }
    return null
  }
}

/** Runs a session under watch; what it broke with the shortest sequence that does, or `null`. */
export function watchSession(seed: number, count: number): string | null {
  const watch = new Watch(RECENT_ORDERS_MAX, { costly: 10, fold: 200 })
  const session = createSession(seed, watch.engine)
  const inputs: TimedInput[] = []
  for (let index = 0; index < count; index += 1) {
    const timed = session.next()
    inputs.push(timed)
    const broken = runSafely(watch, timed)
    if (broken !== null) return describe({ seed, index, broken }, inputs)
  }
  return watch.compareFold()
}

function runSafely(watch: Watch, timed: TimedInput): string | null {
  try {
    return watch.run(timed)
  } catch (error) {
    return `crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

function describe(
  { seed, index, broken }: { seed: number; index: number; broken: string },
  inputs: readonly TimedInput[],
): string {
  const least = shrink(inputs, (fewer) => failsAt(fewer, nameOf(broken)))
  const lines = least.map((timed) => `  ${textOf(timed)}`)
  return [`seed ${seed}, input ${index}: ${broken}`, 'shortest sequence:', ...lines].join('\n')
}

/** After which input the same invariant is broken; what it needs is looked at every time. */
function failsAt(inputs: readonly TimedInput[], name: string): number | null {
  const isCostly = name in costlyChecks || ['A8', 'preview', 'O5 memory'].includes(name)
  const watch = new Watch(RECENT_ORDERS_MAX, {
    costly: isCostly ? 1 : NEVER,
    fold: name === 'J5' ? 1 : NEVER,
  })
  for (const [index, timed] of inputs.entries()) {
    const broken = runSafely(watch, timed)
    if (broken !== null) return nameOf(broken) === name ? index : null
  }
  return null
}

function nameOf(broken: string): string {
  return broken.split(':')[0] ?? broken
}
