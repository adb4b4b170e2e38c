/** Importing a million minutes from gzip by the command line, against reading the file's numbers only. */
import { once } from 'node:events'
import { createTemporaryDirectory, importCommand, MINUTES_COUNT, writeMinutes } from './lib/data-directory.ts'
import { watchPeakMegabytes } from './lib/process-memory.ts'
import { medianOf, printFigure } from './lib/report.ts'
import { inRepository } from '../tools/platform/paths.ts'
import { nodeCommand, start, type Command } from '../tools/platform/run-command.ts'

const rounds = 3

interface Run {
  readonly rowsPerSecond: number
  readonly peakMegabytes: number
}

/** Runs a command to its end: rows per second of its whole life, and the most memory it held. */
async function measureRun(command: Command): Promise<Run> {
  const startedAt = performance.now()
  const child = start(command, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  if (child.pid === undefined) throw new Error(`${command.program} cannot be started`)
  const [peakMegabytes] = await Promise.all([watchPeakMegabytes(child.pid), ended])
  const seconds = (performance.now() - startedAt) / 1000
  if (child.exitCode !== 0) throw new Error(`${command.programArguments.join(' ')} failed`)
  return { rowsPerSecond: MINUTES_COUNT / seconds, peakMegabytes }
}

await using temporary = createTemporaryDirectory()
const file = temporary.path('minutes.csv.gz')
await writeMinutes(file)
const readOnly = nodeCommand(inRepository('bench', 'lib', 'plain-reader.ts'), [file])
const imports: Run[] = []
const readings: Run[] = []
for (let round = 0; round < rounds; round += 1) {
  imports.push(await measureRun(importCommand(file, temporary.path(`store-${round}`))))
  readings.push(await measureRun(readOnly))
}
const rates = (runs: readonly Run[]) => medianOf(runs.map(({ rowsPerSecond }) => rowsPerSecond))
const peaks = (runs: readonly Run[]) => Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes))
printFigure({ name: 'import.rows', unit: 'rows/s', value: rates(imports), baseline: rates(readings) })
printFigure({ name: 'import.memory', unit: 'MB', value: peaks(imports), baseline: peaks(readings) })
