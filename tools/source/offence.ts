export interface Offence {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** What is wrong and, where it is not plain, what to do. */
  readonly message: string
}

/** Prints offences as an editor can open them. Gives the exit code. */
export function reportOffences(offences: readonly Offence[], subject: string): number {
  for (const { path, line, message } of offences) console.log(`${path}:${line} ${message}`)
  console.log(
    offences.length === 0 ? `${subject}: nothing to say` : `${subject}: ${offences.length} offences`,
  )
  return offences.length === 0 ? 0 : 1
}
