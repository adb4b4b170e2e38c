/** `engine.replay`, `engine.replay_fold`, `engine.restore`: how long it takes to come back. */
import type { Input } from '../../engine/src/command/commands.ts'
import { Engine } from '../../engine/src/engine.ts'
import { decodeBatch, writeBatch } from '../../engine/src/event/event-codec.ts'
import type { EngineEvent } from '../../engine/src/event/events.ts'
import { Writer } from '../../engine/src/schema/writer.ts'
import { readImage, type ImageSink } from '../../engine/src/state/image-codec.ts'
import { collectGarbage } from './engine-memory.ts'
import {
  checkAllAccepted,
  createOpenEngine,
  engineLimits,
  InputFlow,
  openMarket,
  RestingFlow,
  timeOf,
} from './engine-whole.ts'
import { medianOf, millisecondsOf, printFigure } from './report.ts'

const rounds = 5
/** Batches that are decoded at once where only the folding counts. */
const CHUNK = 10_000

/** What an engine decided, as bytes, one batch for each input. */
interface Journal {
  readonly inputs: readonly Input[]
  readonly bytes: Uint8Array
  /** Where each batch ends. */
  readonly ends: readonly number[]
  readonly hash: string
}

/** Folds so many events, from their bytes and from themselves; the baseline decided them. */
export function measureReplay(eventCount: number): void {
  const journal = recordJournal(eventCount)
  const [live, whole, folding]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round += 1) {
    whole.push(timeOnNewEngine(journal, (engine) => replay(engine, journal)))
    folding.push(timeFolding(journal))
    live.push(timeOnNewEngine(journal, (engine) => decideAll(engine, journal.inputs)))
  }
  const baseline = medianOf(live)
  console.log(`The first replay of the process took ${(whole[0] ?? NaN).toFixed(0)} ms.`)
  printFigure({ name: 'engine.replay', unit: 'ms', value: medianOf(whole), baseline })
  printFigure({ name: 'engine.replay_fold', unit: 'ms', value: medianOf(folding), baseline })
}

function recordJournal(eventCount: number): Journal {
  const inputs: Input[] = []
  const ends: number[] = []
  const [engine, writer] = [new Engine(engineLimits), new Writer()]
  let count = 0
  const execute = (input: Input, at: number): void => {
    const { events } = engine.execute(input, at)
    count += events.length
    if (events.length === 0) return
    writeBatch(writer, events)
    ends.push(writer.length)
  }
  openMarket({ execute }, timeOf(0))
  // A command gives one event and more, but for the few that are refused.
  const flow = new InputFlow(2 * eventCount, 2026)
  while (count < eventCount) {
    const input = flow.next()
    execute(input, timeOf(inputs.length))
    inputs.push(input)
  }
  return { inputs, bytes: writer.take(), ends, hash: engine.stateHash() }
}

function decideAll(engine: Engine, inputs: readonly Input[]): void {
  openMarket(engine, timeOf(0))
  for (let place = 0; place < inputs.length; place += 1) {
    const input = inputs[place]
    if (input !== undefined) engine.execute(input, timeOf(place))
  }
}

function replay(engine: Engine, { bytes, ends }: Journal): void {
  let start = 0
  for (const end of ends) {
    for (const event of decodeBatch(bytes.subarray(start, end))) engine.apply(event)
    start = end
  }
}

function timeOnNewEngine({ hash }: Journal, work: (engine: Engine) => void): number {
  collectGarbage()
  const engine = new Engine(engineLimits)
  const milliseconds = millisecondsOf(() => work(engine))
  checkHash(engine, hash)
  return milliseconds
}

/** The folding alone: the events are decoded before, not all at once, or they would fill the memory. */
function timeFolding({ bytes, ends, hash }: Journal): number {
  collectGarbage()
  const engine = new Engine(engineLimits)
  let [milliseconds, start] = [0, 0]
  for (let first = 0; first < ends.length; first += CHUNK) {
    const events: EngineEvent[] = []
    for (const end of ends.slice(first, first + CHUNK)) {
      events.push(...decodeBatch(bytes.subarray(start, end)))
      start = end
    }
    milliseconds += millisecondsOf(() => {
      for (const event of events) engine.apply(event)
    })
  }
  checkHash(engine, hash)
  return milliseconds
}

/** An engine out of a snapshot of so many resting orders; the baseline reads all of it and keeps nothing. */
export function measureRestore(orderCount: number): void {
  const { snapshot, hash } = takeSnapshot(orderCount)
  const [restores, readings]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    restores.push(timeRestore(snapshot, hash))
    collectGarbage()
    readings.push(millisecondsOf(() => readImage(snapshot, forgetful)))
  }
  const [megabytes, first] = [(snapshot.length / 1e6).toFixed(0), (restores[0] ?? NaN).toFixed(0)]
  console.log(`The snapshot has ${megabytes} MB; the first restore of the process took ${first} ms.`)
  const [value, baseline] = [medianOf(restores), medianOf(readings)]
  printFigure({ name: 'engine.restore', unit: 'ms', value, baseline })
}

function takeSnapshot(orderCount: number): { snapshot: Uint8Array; hash: string } {
  const [engine, flow] = [createOpenEngine(), new RestingFlow()]
  for (let place = 0; place < orderCount; place += 1) engine.execute(flow.next(), timeOf(place))
  checkAllAccepted(engine, flow)
  if (engine.state.orders.size !== orderCount) throw new Error('every order must rest')
  const pieces: Uint8Array[] = []
  engine.snapshot((piece) => pieces.push(piece.slice()))
  return { snapshot: Buffer.concat(pieces), hash: engine.stateHash() }
}

function timeRestore(snapshot: Uint8Array, hash: string): number {
  collectGarbage()
  const restored: Engine[] = []
  const milliseconds = millisecondsOf(() => restored.push(Engine.restore(snapshot, engineLimits)))
  for (const engine of restored) checkHash(engine, hash)
  return milliseconds
}

function checkHash(engine: Engine, hash: string): void {
  if (engine.stateHash() !== hash) throw new Error('an engine must come back to the state it had')
}

const forgetful: ImageSink = {
  head: () => undefined,
  account: () => undefined,
  order: () => undefined,
  group: () => undefined,
  recent: () => undefined,
}
