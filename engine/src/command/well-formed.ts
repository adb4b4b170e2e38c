import { isRecord } from '../schema/structures.ts'
import type { AnyField } from '../schema/field.ts'
import { inputFields } from './input-fields.ts'
import { isPlainInput } from './plain-inputs.ts'

const fieldsByKind = new Map<unknown, AnyField>(Object.entries(inputFields))

/**
 * Rule 1 of every input: whether it is one at all, whatever JavaScript value it is. Looks at types, closed
 * lists and the bounds that hold without any state; fields that nobody asks for are of no interest.
 *
 * @returns the path of the first field that is missing or not as it must be, in the order of the input's
 * type, such as `ticket.side` or `changes[3].price`; `kind` for what is no known input; `null` when it is
 * well-formed
 */
export function findOffence(input: unknown): string | null {
  try {
    return isPlainInput(input) ? null : findTableOffence(input)
  } catch {
    // Only a getter or a proxy of the sender throws here: what cannot be read is no input.
    return 'kind'
  }
}

function findTableOffence(input: unknown): string | null {
  if (!isRecord(input)) return 'kind'
  const { kind } = input
  const fields = fieldsByKind.get(kind)
  if (fields === undefined) return 'kind'
  return fields.findOffence(input) ?? (kind === 'set_schedule' ? findBoundaryOffence(input) : null)
}

/** The times of a schedule rise strictly. */
function findBoundaryOffence(input: Readonly<Record<string, unknown>>): string | null {
  let before = -1
  const boundaries = Array.isArray(input['boundaries']) ? (input['boundaries'] as readonly unknown[]) : []
  for (const [index, boundary] of boundaries.entries()) {
    const at = isRecord(boundary) && typeof boundary['at'] === 'number' ? boundary['at'] : -1
    if (at <= before) return `boundaries[${index}].at`
    before = at
  }
  return null
}
