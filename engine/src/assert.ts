/**
 * A broken invariant: a defect of ours, never a user's mistake. Whoever catches one must stop, not repair.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/**
 * States an invariant in words and stops when it does not hold.
 *
 * @throws InvariantError when `condition` is false
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new InvariantError(`broken invariant: ${invariant}`)
}

/**
 * The end of a `switch` over a closed union: a forgotten case fails to compile.
 *
 * @throws InvariantError when it is reached all the same
 */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable case: ${String(value)}`)
}
