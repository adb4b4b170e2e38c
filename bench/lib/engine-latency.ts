/** `engine.p99`, `engine.p999_open`: how long a command takes, by itself and under a steady stream. */
import type { Input } from '../../engine/src/command/commands.ts'
import type { Engine } from '../../engine/src/engine.ts'
import { collectGarbage } from './engine-memory.ts'
import {
  checkAllAccepted,
  createInputs,
  createOpenEngine,
  InputFlow,
  timeOf,
  type Flow,
} from './engine-whole.ts'
import { medianOf, printFigure } from './report.ts'

const warmUpRounds = 2
const rounds = 5
const arrivalsPerSecond = 200_000
const lateMs = 5

/** One command after the other: a command lasts until the next one begins, so that no pause is left out. */
export function measureClosedLoop(count: number): void {
  const inputs = createInputs(count, 2026)
  const runs: Float64Array[] = []
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const durations = runClosedLoop(inputs)
    if (round >= warmUpRounds) runs.push(durations)
  }
  const microseconds = (share: number): number => medianOf(runs.map((run) => quantile(run, share))) * 1000
  const [timer, worst] = [costOfTimer() * 1_000_000, microseconds(1)]
  console.log(
    `Reading the timer takes ${timer.toFixed(0)} ns of each; the longest took ${worst.toFixed(0)} us.`,
  )
  const [value, baseline] = [microseconds(0.99), microseconds(0.5)]
  printFigure({ name: 'engine.p99', unit: 'us', value, baseline })
}

/** How long each command took, in ms by size. */
function runClosedLoop(inputs: readonly Input[]): Float64Array {
  const engine = createOpenEngine()
  const durations = new Float64Array(inputs.length)
  collectGarbage()
  let before = performance.now()
  for (let place = 0; place < inputs.length; place += 1) {
    const input = inputs[place]
    if (input !== undefined) engine.execute(input, timeOf(place))
    const after = performance.now()
    durations[place] = after - before
    before = after
  }
  return durations.sort()
}

/**
 * Commands arrive by a schedule that waits for nobody, and each is late by its own work and by all that was
 * not done yet when it arrived. The warm-up is part of the stream but not of the figure.
 */
export function measureOpenLoop(count: number, warmUp: number): void {
  // Its code is compiled before, as that of a server that has run for a while.
  const first = createOpenEngine()
  runOpenLoop(warmUp, worker(first, new InputFlow(warmUp, 7)))
  const [engine, flow] = [createOpenEngine(), new InputFlow(warmUp + count, 2026)]
  collectGarbage()
  const all = runOpenLoop(warmUp + count, worker(engine, flow))
  checkAllAccepted(engine, flow)
  const lateness = all.subarray(warmUp).sort()
  const idle = runOpenLoop(Math.ceil(count / 5), { prepare: () => null, work: () => undefined }).sort()
  const late = lateness.length - countBelow(lateness, lateMs)
  const worst = quantile(lateness, 1).toFixed(2)
  const machine = `${quantile(idle, 0.999).toFixed(3)} ms and ${quantile(idle, 1).toFixed(2)} ms`
  console.log(`Of the open loop ${late} commands were later than ${lateMs} ms, the worst ${worst} ms.`)
  console.log(`Nothing to do takes this machine ${machine}, 99.9th percentile and worst.`)
  const [value, baseline] = [quantile(lateness, 0.999), quantile(lateness, 0.5)]
  printFigure({ name: 'engine.p999_open', unit: 'ms', value, baseline })
}

/** Something to be ready when a command arrives, and what is done with it then. */
interface Worker<Work> {
  readonly prepare: () => Work
  readonly work: (work: Work, place: number) => void
}

function worker(engine: Engine, flow: Flow): Worker<Input> {
  return {
    prepare: () => flow.next(),
    work: (input, place) => void engine.execute(input, timeOf(place)),
  }
}

/** How long after its scheduled arrival each command was done, in ms. */
function runOpenLoop<Work>(count: number, { prepare, work }: Worker<Work>): Float64Array {
  const lateness = new Float64Array(count)
  const intervalMs = 1000 / arrivalsPerSecond
  const start = performance.now() + 1
  for (let place = 0; place < count; place += 1) {
    const arrival = start + place * intervalMs
    // Made while there is nothing to do, and young as what comes over a wire; if there is no such time, the
    // making counts as lateness.
    const prepared = prepare()
    while (performance.now() < arrival) {
      // A timer of the system would come too late.
    }
    work(prepared, place)
    lateness[place] = performance.now() - arrival
  }
  return lateness
}

/** What a reading of the clock adds, in ms. */
function costOfTimer(): number {
  const readings = new Float64Array(100_000)
  let before = performance.now()
  for (let place = 0; place < readings.length; place += 1) {
    const after = performance.now()
    readings[place] = after - before
    before = after
  }
  return quantile(readings.sort(), 0.5)
}

/** The smallest value that so many of them do not exceed. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

function countBelow(sorted: Float64Array, limit: number): number {
  const place = sorted.findIndex((value) => value > limit)
  return place === -1 ? sorted.length : place
}
