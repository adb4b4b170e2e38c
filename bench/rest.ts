/** Bars over HTTP, against a bare `node:http` server that sends such bytes from memory on the same core. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { ask, startBareServer, startProduct, type Server } from './lib/child.ts'
import { createTemporaryDirectory, importMinutes, type TemporaryDirectory } from './lib/data-directory.ts'
import { runLoad, type Question } from './lib/load.ts'
import { addUp, type MinuteBars } from './lib/minute-bars.ts'
import { chooseCores } from './lib/pinning.ts'
import { barsPath, createQuestions, newestAnswer } from './lib/questions.ts'
import { measureInTurn, printFigure } from './lib/report.ts'

const connections = 32
const warmEnds = 200
const rounds = 7
const roundMs = 1_500
/** As long as the shortest runs of common load generators: a new server loads and compiles in the first. */
const randomRoundMs = 5_000
/** The first second of a new server, by itself. */
const atStartMs = 1_000
/** So many that no range is asked for twice in a round. */
const randomEnds = 250_000
const coldRounds = 5
const resampled = [
  { resolution: '60', seconds: 3_600 },
  { resolution: '1D', seconds: 86_400 },
]

interface Setting {
  readonly temporary: TemporaryDirectory
  readonly bars: MinuteBars
  readonly core: number | undefined
}

/** Asks the questions over and over until the round is over; gives answers per second. */
async function askInRound(
  server: Server,
  questions: readonly Question[],
  millisecondsMax = roundMs,
): Promise<number> {
  const { perSecond } = await runLoad({
    ...{ port: server.port, questions, connections },
    ...{ requestsMax: Infinity, millisecondsMax },
  })
  return perSecond
}

/** Asks each question once. */
async function askEach(server: Server, questions: readonly Question[]): Promise<number> {
  const { perSecond } = await runLoad({
    ...{ port: server.port, questions, connections },
    ...{ requestsMax: questions.length, millisecondsMax: 60_000 },
  })
  return perSecond
}

/** The bare server, with the bodies of the questions; and the questions for it. */
async function startBare(
  { temporary, core }: Setting,
  questions: readonly Question[],
  name: string,
): Promise<{ server: Server; questions: readonly Question[] }> {
  const directory = temporary.path(name)
  mkdirSync(directory)
  writeFileSync(temporary.path(name, 'ready'), 'ready')
  for (const [index, { body }] of questions.entries())
    writeFileSync(temporary.path(name, String(index)), body())
  const server = await startBareServer(directory, core)
  return { server, questions: questions.map((question, index) => ({ ...question, path: `/${index}` })) }
}

/** Every question is touched once, then both servers are asked in turn. */
async function measureWarm(setting: Setting, questions: readonly Question[], name: string): Promise<void> {
  const bare = await startBare(setting, questions, name)
  await using bareServer = bare.server
  await using server = await startProduct(setting.temporary.path('store'), setting.core)
  await askEach(server, questions)
  await askInRound(server, questions)
  await askInRound(bareServer, bare.questions)
  const rates = await measureInTurn(
    rounds,
    () => askInRound(server, questions),
    () => askInRound(bareServer, bare.questions),
  )
  printFigure({ name, unit: 'answers/s', ...rates })
}

/** A new server each round, which was asked for the newest bars of the series once, and for nothing else. */
async function measureRandom(
  setting: Setting,
  { name, millisecondsMax }: { name: string; millisecondsMax: number },
): Promise<void> {
  const createQuestionsOf = createQuestions(setting.bars, '1')
  const bare = await startBare(setting, createQuestionsOf(warmEnds, 1), name)
  await using bareServer = bare.server
  await askInRound(bareServer, bare.questions)
  let seed = 1
  const rates = await measureInTurn(
    rounds,
    async () => {
      seed += 1
      const questions = createQuestionsOf(randomEnds, seed)
      await using server = await startProduct(setting.temporary.path('store'), setting.core)
      await touch(server, setting)
      return await askInRound(server, questions, millisecondsMax)
    },
    () => askInRound(bareServer, bare.questions),
  )
  printFigure({ name, unit: 'answers/s', ...rates })
}

/** Asks for the newest bars of the series. */
function touch(server: Server, { bars }: Setting): Promise<void> {
  return checkAnswer(server, barsPath('1'), newestAnswer(bars))
}

async function checkAnswer(server: Server, path: string, expected: Buffer): Promise<void> {
  const answer = await ask(server.port, path)
  if (answer?.status !== 200 || !answer.body.equals(expected)) throw new Error(`GET ${path} answers wrongly`)
}

/** The slower one of the first answers of the coarser resolutions, against adding up such bars in memory. */
async function measureCold(setting: Setting): Promise<void> {
  const times: { value: number; baseline: number }[] = []
  for (const { resolution, seconds } of resampled) {
    const expected = newestAnswer(addUp(setting.bars, seconds))
    const time = await measureInTurn(
      coldRounds,
      async () => {
        await using server = await startProduct(setting.temporary.path('store'), setting.core)
        await touch(server, setting)
        return await timeOf(() => checkAnswer(server, barsPath(resolution), expected))
      },
      () => timeOf(() => newestAnswer(addUp(setting.bars, seconds))),
    )
    console.log(`The first answer as ${resolution} takes ${time.value.toFixed(0)} ms.`)
    times.push(time)
  }
  times.sort((one, other) => other.value - one.value)
  for (const time of times.slice(0, 1)) printFigure({ name: 'rest.resample_cold', unit: 'ms', ...time })
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const cores = chooseCores()
await using temporary = createTemporaryDirectory()
const setting = { temporary, bars: await importMinutes(temporary), core: cores?.server }
await measureWarm(setting, createQuestions(setting.bars, '1')(warmEnds, 1), 'rest.bars_warm')
await measureRandom(setting, { name: 'rest.bars_random', millisecondsMax: randomRoundMs })
await measureRandom(setting, { name: 'rest.bars_random_at_start', millisecondsMax: atStartMs })
await measureCold(setting)
const hours = addUp(setting.bars, 3_600)
await measureWarm(setting, createQuestions(hours, '60')(warmEnds, 1), 'rest.resample_warm')
