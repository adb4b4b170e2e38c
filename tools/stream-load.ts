// Many clients of a stream, in a process of their own; prints what they have seen as JSON, ends with 1 if
// anything was wrong: `node tools/stream-load.ts --port 8000 --topics trades:SIM:AAPL,heartbeat
// [--clients 300] [--topics-per-client 8] [--seconds 60] [--mode check|count] [--faults cut,reset]
// [--every 5000] [--seed 1] [--path /api/v1/ws/v1]`
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { parsePlan } from './fault-proxy/parse-fault.ts'
import { startStreamLoad } from './stream-load/start-stream-load.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8000' },
    path: { type: 'string', default: '/api/v1/ws/v1' },
    topics: { type: 'string', default: 'heartbeat' },
    clients: { type: 'string', default: '300' },
    'topics-per-client': { type: 'string', default: '8' },
    seconds: { type: 'string', default: '60' },
    mode: { type: 'string', default: 'check' },
    faults: { type: 'string' },
    every: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
})

async function main(): Promise<void> {
  const { mode, faults, path } = values
  if (mode !== 'check' && mode !== 'count') throw new Error('--mode is check or count')
  await using load = await startStreamLoad({
    port: Number(values.port),
    path,
    clients: Number(values.clients),
    topics: values.topics.split(','),
    topicsPerClient: Number(values['topics-per-client']),
    mode,
    seed: Number(values.seed),
    faults: faults === undefined ? undefined : parsePlan(faults, Number(values.every)),
  })
  if (faults === undefined) {
    await load.ready()
    await load.resetFigures()
  }
  await delay(Number(values.seconds) * 1000)
  const report = await load.stop()
  console.log(JSON.stringify(report, null, 2))
  process.exitCode = report.flaws === 0 ? 0 : 1
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
