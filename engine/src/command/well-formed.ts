import { isRecord } from '../schema/structures.ts'
import type { AnyField } from '../schema/field.ts'
import type { Input, SetSchedule } from './commands.ts'
import { inputFields } from './input-fields.ts'
import { takePlainInput } from './plain-inputs.ts'

const fieldsByKind = new Map<unknown, AnyField>(Object.entries(inputFields))

/** What is no input. */
export interface Malformed {
  readonly kind: 'malformed'
  /**
   * The path of the first field that is missing or not as it must be, in the order of the input's type, such
   * as `ticket.side` or `changes[3].price`; `kind` for what is no known input.
   */
  readonly field: string
}

/**
 * Rule 1 of every input: whether it is one at all, whatever JavaScript value it is. Looks at types, closed
 * lists and the bounds that hold without any state; fields that nobody asks for are of no interest.
 *
 * @returns a copy as plain objects, which are the engine's own: the sender may do anything with the input
 * from now on, and nothing of the sender's runs when the copy is read
 */
export function takeInput(input: unknown): Input | Malformed {
  try {
    return takePlainInput(input) ?? takeByTable(input)
  } catch {
    // Only a getter or a proxy of the sender throws here: what cannot be read is no input.
    return malformed('kind')
  }
}

/** The path of the first field that makes a value no input, as in `Malformed`; `null` when it is one. */
export function findOffence(input: unknown): string | null {
  const taken = takeInput(input)
  return taken.kind === 'malformed' ? taken.field : null
}

function takeByTable(input: unknown): Input | Malformed {
  const fields = isRecord(input) ? fieldsByKind.get(input['kind']) : undefined
  if (fields === undefined) return malformed('kind')
  const copy = fields.copyOf(input)
  const offence = fields.findOffence(copy)
  if (!isWhole(copy, offence)) return malformed(offence ?? 'kind')
  const late = copy.kind === 'set_schedule' ? findBoundaryOffence(copy) : null
  return late === null ? copy : malformed(late)
}

function isWhole(_copy: unknown, offence: string | null): _copy is Input {
  return offence === null
}

/** The times of a schedule rise strictly. */
function findBoundaryOffence({ boundaries }: SetSchedule): string | null {
  const index = boundaries.findIndex(({ at }, place) => at <= (boundaries[place - 1]?.at ?? -1))
  return index < 0 ? null : `boundaries[${index}].at`
}

function malformed(field: string): Malformed {
  return { kind: 'malformed', field }
}
