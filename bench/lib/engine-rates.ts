/** `engine.whole`, `engine.whole_encoded`: commands/s of the whole engine, with and without bytes. */
import type { Input } from '../../engine/src/command/commands.ts'
import { Engine } from '../../engine/src/engine.ts'
import { writeBatch } from '../../engine/src/event/event-codec.ts'
import { Writer } from '../../engine/src/schema/writer.ts'
import { hashImage } from '../../engine/src/state/state-hash.ts'
import { TextbookExchange } from '../../engine/src/textbook/textbook-exchange.ts'
import { collectGarbage } from './engine-memory.ts'
import {
  createInputs,
  createOpenEngine,
  engineLimits,
  openMarket,
  timeOf,
  type Exchange,
} from './engine-whole.ts'
import { medianOf, printFigure, ratePerSecond } from './report.ts'

const warmUpRounds = 3
const rounds = 9

/** Both rates, of as many commands; those of the textbook are the first ones. */
export function measureWholeRates(count: number, textbookCount: number): void {
  const inputs = createInputs(count, 2026)
  const outcomes = new Set<string>()
  const runPlain = (): number => measureRate(inputs, outcomes, countEvents)
  const runEncoded = (): number => measureRate(inputs, outcomes, countEncodedEvents)
  const [plain, encoded]: [number[], number[]] = [[], []]
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    plain.push(runPlain())
    encoded.push(runEncoded())
  }
  if (outcomes.size !== 1) throw new Error('every run must give as many events and the same state')
  const value = medianOf(plain.slice(warmUpRounds))
  const baseline = measureTextbook(inputs.slice(0, textbookCount))
  const unit = 'commands/s'
  printFigure({ name: 'engine.whole', unit, value, baseline })
  const encodedValue = medianOf(encoded.slice(warmUpRounds))
  printFigure({ name: 'engine.whole_encoded', unit, value: encodedValue, baseline: value })
}

/** A run on a new engine; what came out of it is added to `outcomes`. */
function measureRate(
  inputs: readonly Input[],
  outcomes: Set<string>,
  run: (engine: Engine, inputs: readonly Input[]) => number,
): number {
  const engine = createOpenEngine()
  collectGarbage()
  let eventCount = 0
  const rate = ratePerSecond(inputs.length, () => {
    eventCount = run(engine, inputs)
  })
  outcomes.add(`${eventCount} events, ${engine.stateHash()}`)
  return rate
}

function countEvents(engine: Engine, inputs: readonly Input[]): number {
  let eventCount = 0
  for (let place = 0; place < inputs.length; place += 1) {
    const input = inputs[place]
    if (input !== undefined) eventCount += engine.execute(input, timeOf(place)).events.length
  }
  return eventCount
}

function countEncodedEvents(engine: Engine, inputs: readonly Input[]): number {
  const writer = new Writer()
  let eventCount = 0
  for (let place = 0; place < inputs.length; place += 1) {
    const input = inputs[place]
    if (input === undefined) break
    const { events } = engine.execute(input, timeOf(place))
    // What gives no event, such as a refused cancel, leaves no record.
    if (events.length === 0) continue
    writer.clear()
    writeBatch(writer, events)
    eventCount += events.length
  }
  return eventCount
}

/** Commands per second of the textbook; it must come to the state that the engine comes to. */
function measureTextbook(inputs: readonly Input[]): number {
  const [textbook, engine] = [new TextbookExchange(engineLimits), new Engine(engineLimits)]
  for (const exchange of [textbook, engine]) openMarket(onlyTraders(exchange, inputs), timeOf(0))
  const rate = ratePerSecond(inputs.length, () => runAll(textbook, inputs))
  runAll(engine, inputs)
  if (hashImage(textbook.image()) === engine.stateHash()) return rate
  throw new Error('engine and textbook must come to the same state')
}

function runAll(exchange: Exchange, inputs: readonly Input[]): void {
  for (const [place, input] of inputs.entries()) exchange.execute(input, timeOf(place))
}

/** Leaves out the accounts that nobody uses: the textbook goes through all of them at every command. */
function onlyTraders(exchange: Exchange, inputs: readonly Input[]): Exchange {
  const traders = new Set(inputs.map(accountOf))
  return {
    execute: (input, at) => {
      const accountId = accountOf(input)
      return accountId === null || traders.has(accountId) ? exchange.execute(input, at) : null
    },
  }
}

function accountOf(input: Input): number | null {
  return 'accountId' in input ? input.accountId : null
}
