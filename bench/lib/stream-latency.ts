/** `stream.latency_p50`, `stream.latency_p99`: from when an update was due to its arrival. */
import { chooseCores } from './pinning.ts'
import { printFigure } from './report.ts'
import { complaintsOf, namesOfTopics, runAtRate, startRun, type StreamSetting } from './stream-run.ts'

const UPDATES_PER_SECOND = 100

interface Latency {
  readonly p50: number
  readonly p99: number
}

/** One topic for all clients. */
export async function measureLatency(clients: number, seconds: number): Promise<void> {
  const setting = { clients, topics: namesOfTopics(1), topicsPerClient: 1, cores: chooseCores() }
  const baseline = await latencyOf({ ...setting, kind: 'plain' }, seconds)
  const value = await latencyOf({ ...setting, kind: 'gateway' }, seconds)
  printFigure({ name: 'stream.latency_p50', unit: 'ms', value: value.p50, baseline: baseline.p50 })
  printFigure({ name: 'stream.latency_p99', unit: 'ms', value: value.p99, baseline: baseline.p99 })
}

async function latencyOf(setting: StreamSetting, seconds: number): Promise<Latency> {
  await using run = await startRun(setting)
  // The first ones are of code that is not compiled yet.
  const rate = { perSecond: UPDATES_PER_SECOND, expectedPerUpdate: setting.clients }
  await runAtRate(run, { ...rate, seconds: Math.max(1, seconds / 4) })
  const { load, missing } = await runAtRate(run, { ...rate, seconds })
  const complaints = complaintsOf(load)
  if (missing > 0 || complaints !== '') console.log(`${setting.kind}: ${missing} missing; ${complaints}`)
  const { p50, p99, max, count } = load.latency
  console.log(`${setting.kind}: of ${count} messages the latest took ${(max / 1000).toFixed(0)} ms.`)
  return { p50: p50 / 1000, p99: p99 / 1000 }
}
