import type { Input } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import { findOffence } from '../command/well-formed.ts'
import { Engine } from '../engine.ts'
import { TextbookExchange } from '../textbook/textbook-exchange.ts'
import { findDifference, textOf, type Difference } from './difference.fixture.ts'
import { createSession, type TimedInput } from './random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX } from './session-setup.fixture.ts'
import { shrink } from './shrink.fixture.ts'

/** How often the whole states are compared, in inputs. */
const IMAGE_EVERY = 50

/** An input after which the engine and the textbook did not agree. */
export interface Disagreement {
  readonly seed: number
  /** Number of the input that made it, from 0. */
  readonly index: number
  readonly inputs: readonly TimedInput[]
  readonly message: string
}

/**
 * The textbook takes inputs of the right shape only; instead of others it gets one that it refuses at
 * once.
 */
const refused: Input = { kind: 'cancel_order', accountId: Number.MAX_SAFE_INTEGER, orderId: 0 }

/** What both implementations of the rules are. */
export type Exchange = Pick<Engine, 'execute' | 'image'>

/** How two exchanges are compared. */
export interface Comparison {
  /** What the engine is held against. */
  readonly makeOther: () => Exchange
  /** Disagreements that do not end a session, by their message. */
  readonly isBearable: (message: string) => boolean
}

const limits = { recentOrdersMax: RECENT_ORDERS_MAX }

/** The engine against the textbook; they must agree in everything. */
const strictly: Comparison = { makeOther: () => new TextbookExchange(limits), isBearable: () => false }

/** Both exchanges side by side. */
class Pair {
  readonly engine = new Engine(limits)
  readonly other: Exchange

  constructor({ makeOther }: Comparison) {
    this.other = makeOther()
  }

  /** Does an input in both; says how they differ, or `null`. */
  run({ input, at }: TimedInput, withImage: boolean): string | null {
    const isWellFormed = findOffence(input) === null
    const one = attempt(() => this.engine.execute(input, at))
    const other = attempt(() => this.other.execute(isWellFormed ? input : refused, at))
    if (typeof one === 'string' || typeof other === 'string') {
      return `engine: ${stated(one)}\ntextbook: ${stated(other)}`
    }
    const difference = findDifference(summaryOf(one), isWellFormed ? summaryOf(other) : malformed(other))
    if (difference !== null) return describe(difference, one, other)
    if (!withImage) return null
    const inImage = findDifference(this.engine.image(), this.other.image())
    return inImage === null ? null : `${line(inImage, 'image ')}\n${eventLines(one, other)}`
  }
}

function attempt(act: () => Outcome): Outcome | string {
  try {
    return act()
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

function stated(result: Outcome | string): string {
  return typeof result === 'string' ? result : textOf(result)
}

/** What must be equal: the limits and values that a denial tells are for people. */
function summaryOf(outcome: Outcome): unknown {
  const { kind, events } = outcome
  if (outcome.kind === 'denied') return { kind, code: outcome.denial.code, events }
  return { kind, orderId: outcome.orderId, events }
}

function malformed(outcome: Outcome): unknown {
  const isTimeWrong = outcome.kind === 'denied' && outcome.denial.code === 'time_went_backward'
  return isTimeWrong ? summaryOf(outcome) : { ...Object(summaryOf(outcome)), code: 'malformed_command' }
}

function describe(difference: Difference, one: Outcome, other: Outcome): string {
  return `${line(difference, '')}\n${eventLines(one, other)}`
}

function line({ path, one, other }: Difference, before: string): string {
  return `${before}${path}: engine ${textOf(one)}, textbook ${textOf(other)}`
}

/** What both decided once, then what each decided alone. */
function eventLines(one: Outcome, other: Outcome): string {
  const differs = one.events.findIndex((event, index) => findDifference(event, other.events[index]) !== null)
  const common = differs === -1 ? one.events.length : differs
  const lines = one.events.slice(0, common).map((event) => `    ${textOf(event)}`)
  return [...lines, ...outcomeLines('engine', one, common), ...outcomeLines('textbook', other, common)].join(
    '\n',
  )
}

function outcomeLines(name: string, outcome: Outcome, from: number): string[] {
  const tail = outcome.kind === 'denied' ? textOf(outcome.denial) : `order ${textOf(outcome.orderId)}`
  return [
    `${name}: ${outcome.kind} ${tail}`,
    ...outcome.events.slice(from).map((event) => `    ${textOf(event)}`),
  ]
}

/** Runs a session of so many inputs through both; the first disagreement, or `null`. */
export function compareSession(
  seed: number,
  count: number,
  comparison: Comparison = strictly,
): Disagreement | null {
  const pair = new Pair(comparison)
  const session = createSession(seed, pair.engine)
  const inputs: TimedInput[] = []
  for (let index = 0; index < count; index += 1) {
    const timed = session.next()
    inputs.push(timed)
    const message = pair.run(timed, index % IMAGE_EVERY === 0 || index === count - 1)
    if (message !== null && !comparison.isBearable(message)) return { seed, index, inputs, message }
  }
  return null
}

/** Runs inputs through both, comparing the states at every step; what differs first, or `null`. */
export function compareInputs(
  inputs: readonly TimedInput[],
  comparison: Comparison = strictly,
): { index: number; message: string } | null {
  const pair = new Pair(comparison)
  for (const [index, timed] of inputs.entries()) {
    const message = pair.run(timed, true)
    if (message !== null && !comparison.isBearable(message)) return { index, message }
  }
  return null
}

/** A disagreement to be read: where, after which inputs, and what each side did. */
export function reportOf(
  { seed, index, message, inputs }: Disagreement,
  comparison: Comparison = strictly,
): string {
  const least = shrink(inputs, (fewer) => compareInputs(fewer, comparison)?.index ?? null)
  const found = compareInputs(least, comparison)
  return [
    `seed ${seed}, input ${index}: ${textOf(inputs[index])}`,
    message,
    `shortest sequence (${least.length} inputs):`,
    ...least.map((timed) => `  ${textOf(timed)}`),
    found === null ? 'which agrees' : found.message,
  ].join('\n')
}
