/** The end of a `switch` that handles every case: a forgotten one does not compile. */
export function unreachable(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`)
}
