import type { CommandResult } from '../platform/run-command.ts'

export interface Check {
  readonly name: string
  readonly run: () => Promise<CommandResult>
}

export interface CheckResult {
  readonly name: string
  readonly isOk: boolean
  readonly output: string
}

interface RunOptions {
  /** How many run at a time. */
  readonly lanes: number
  /** Gets one line per check as it ends, and the output of those that failed. */
  readonly print: (text: string) => void
}

async function runOne({ name, run }: Check, print: (text: string) => void): Promise<CheckResult> {
  const startedAt = performance.now()
  const { code, output } = await run().catch((error: unknown) => ({ code: 1, output: String(error) }))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const isOk = code === 0
  print(`${isOk ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.padStart(5)} s`)
  if (!isOk) print(output.trimEnd().replaceAll(/^/gm, '       '))
  return { name, isOk, output }
}

/** Runs checks side by side, in their order; every one runs, whatever the others say. */
export async function runChecks(checks: readonly Check[], options: RunOptions): Promise<CheckResult[]> {
  const waiting = [...checks]
  const results: CheckResult[] = []
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.push(await runOne(next, options.print))
    }
  }
  await Promise.all(Array.from({ length: options.lanes }, lane))
  return results
}
