/**
 * From the start of the process to readiness with a million bars stored, against a server that does nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startBareServer, startProduct, type Server } from './lib/child.ts'
import { createTemporaryDirectory, importMinutes } from './lib/data-directory.ts'
import { residentMegabytes } from './lib/process-memory.ts'
import { medianOf, printFigure } from './lib/report.ts'

const rounds = 7
/** What a start leaves behind is cleared away by then. */
const idleMs = 1_000

interface Start {
  readonly readyMs: number
  readonly megabytes: number
}

async function measureStart(startServer: () => Promise<Server>): Promise<Start> {
  await using server = await startServer()
  await delay(idleMs)
  return { readyMs: server.readyMs, megabytes: residentMegabytes(server.pid) ?? NaN }
}

await using temporary = createTemporaryDirectory()
await importMinutes(temporary)
mkdirSync(temporary.path('bare'))
writeFileSync(temporary.path('bare', 'ready'), 'ready')
const startOurs = () => startProduct(temporary.path('store'))
const startBare = () => startBareServer(temporary.path('bare'))
// The first start of all stores the samples and compiles.
await measureStart(startOurs)
const ours: Start[] = []
const bare: Start[] = []
for (let round = 0; round < rounds; round += 1) {
  ours.push(await measureStart(startOurs))
  bare.push(await measureStart(startBare))
}
const ready = (starts: readonly Start[]) => medianOf(starts.map(({ readyMs }) => readyMs))
const memory = (starts: readonly Start[]) => medianOf(starts.map(({ megabytes }) => megabytes))
printFigure({ name: 'start.ready', unit: 'ms', value: ready(ours), baseline: ready(bare) })
printFigure({ name: 'start.memory', unit: 'MB', value: memory(ours), baseline: memory(bare) })
