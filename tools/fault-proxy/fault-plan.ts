import type { ConnectionFault, Fault } from './fault.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What a plan can do: to a connection all but `refuse`, which is for all that want to be new. */
export const plannedKinds = ['delay', 'throttle', 'cut', 'reset', 'half_open', 'pause', 'refuse'] as const
export type PlannedKind = (typeof plannedKinds)[number]
type ConnectionKind = Exclude<PlannedKind, 'refuse'>

/** Faults by chance, for each connection on its own. */
export interface FaultPlan {
  readonly kinds: readonly PlannedKind[]
  /** Between two faults of a connection on average; each takes back the one before where it can, ms. */
  readonly everyMs: number
}

/** The next fault, and how long after the last one. */
export interface PlannedFault<Kind extends Fault = Fault> {
  readonly afterMs: number
  readonly fault: Kind
}

/** Less than a few frames, so that an ending falls into the middle of one. */
const ENDING_BYTES_MAX = 4_000

/** Draws the next fault of a connection, the same for the same random numbers; `null`: there is none. */
export function drawFault(plan: FaultPlan, random: SeededRandom): PlannedFault<ConnectionFault> | null {
  const kinds = plan.kinds.filter((kind) => kind !== 'refuse')
  const afterMs = drawPause(plan, random)
  const kind = kinds[random.between(0, kinds.length - 1)]
  return kind === undefined ? null : { afterMs, fault: drawKind(kind, random) }
}

/** Draws when no connection is accepted: less than half of the time, or nobody would come through. */
export function drawRefusal(plan: FaultPlan, random: SeededRandom): PlannedFault | null {
  if (!plan.kinds.includes('refuse')) return null
  const longest = Math.max(1, Math.round(plan.everyMs / 2))
  const afterMs = drawPause(plan, random)
  return { afterMs, fault: { kind: 'refuse', milliseconds: random.between(1, longest) } }
}

function drawPause({ everyMs }: FaultPlan, random: SeededRandom): number {
  return Math.round(everyMs * (0.5 + random.next()))
}

function drawKind(kind: ConnectionKind, random: SeededRandom): ConnectionFault {
  const direction = random.pick(['toServer', 'toClient', 'toClient'] as const)
  switch (kind) {
    case 'delay':
      return { kind, milliseconds: random.between(1, 200), jitter: random.between(0, 100) }
    case 'throttle':
      return { kind, bytesPerSecond: random.between(5_000, 200_000), direction }
    case 'cut':
      return { kind, afterBytes: random.between(0, ENDING_BYTES_MAX), direction: 'toClient' }
    case 'reset':
      return { kind, afterBytes: random.between(0, ENDING_BYTES_MAX), direction: 'toClient' }
    case 'half_open':
      return random.next() < 0.5 ? { kind } : { kind, direction }
    case 'pause':
      return { kind, direction }
  }
}
