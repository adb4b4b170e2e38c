import { plannedKinds, type FaultPlan } from './fault-plan.ts'
import { directions, type Direction, type Fault } from './fault.ts'

/** The faults as they are typed. */
export const faultUsage = [
  'delay MILLISECONDS [JITTER] [DIRECTION]',
  'throttle BYTES_PER_SECOND [DIRECTION]',
  'cut BYTES [DIRECTION]',
  'reset BYTES [DIRECTION]',
  'half_open [DIRECTION]',
  'pause [DIRECTION]',
  'resume [DIRECTION]',
  'clear [DIRECTION]',
  'refuse MILLISECONDS',
].join('\n')

/** Reads a fault as it is typed: `throttle 10000 toClient`; `null`: it is none. */
export function parseFault(line: string): Fault | null {
  const [kind, ...words] = line.trim().split(/\s+/)
  const last = words.at(-1)
  const direction = directions.find((each) => each === last)
  const numbers = words.slice(0, direction === undefined ? undefined : -1).map(Number)
  if (kind === undefined || numbers.some((each) => !Number.isFinite(each) || each < 0)) return null
  return buildFault(kind, numbers, direction)
}

function buildFault(kind: string, numbers: readonly number[], direction?: Direction): Fault | null {
  const [first = 0, jitter = 0] = numbers
  if (numbers.length > (kind === 'delay' ? 2 : 1)) return null
  switch (kind) {
    case 'delay':
      return { kind, milliseconds: first, jitter, direction }
    case 'throttle':
      return first === 0 ? null : { kind, bytesPerSecond: first, direction }
    case 'cut':
    case 'reset':
      return { kind, afterBytes: first, direction }
    case 'half_open':
    case 'pause':
    case 'resume':
    case 'clear':
      return numbers.length > 0 ? null : { kind, direction }
    case 'refuse':
      return direction === undefined ? { kind, milliseconds: first } : null
    default:
      return null
  }
}

/**
 * Reads the kinds of a plan, with commas between them.
 *
 * @param everyMs - between two faults of a connection on average
 */
export function parsePlan(text: string, everyMs: number): FaultPlan {
  const kinds = text.split(',').map((name) => {
    const kind = plannedKinds.find((each) => each === name)
    if (kind === undefined) throw new Error(`no plan has "${name}"; there is ${plannedKinds.join(', ')}`)
    return kind
  })
  if (!(everyMs > 0)) throw new Error('a plan needs a time between two faults')
  return { kinds, everyMs }
}
