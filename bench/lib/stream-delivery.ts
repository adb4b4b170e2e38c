/** `stream.same`, `stream.mixed`: how many messages a second arrive. */
import { chooseCores } from './pinning.ts'
import { medianOf, printFigure } from './report.ts'
import {
  complaintsOf,
  namesOfTopics,
  runAtRate,
  startRun,
  type RateReport,
  type StreamRun,
  type StreamSetting,
} from './stream-run.ts'

const TOPICS_PER_CLIENT = 8
/** What the figure is about; also more than `ws` can send. */
const FIRST_RATE = 50
const STEP = 1.1
const RATE_MIN = 5
const RATE_MAX = 1_000
/** Something else on the machine must not end the search. */
const TRIES = 2
const DELIVERED_SHARE_MIN = 0.99
/** A tenth of a second late: the schedule is not kept. */
const LATE_MS_MAX = 100

export interface DeliveryOptions {
  readonly name: string
  readonly clients: number
  readonly topicCount: number
  /** Of each rate. */
  readonly seconds: number
}

/** The highest rate that is sustained, between two rounds of the baseline. */
export async function measureDelivery(options: DeliveryOptions): Promise<void> {
  const setting = {
    clients: options.clients,
    topics: namesOfTopics(options.topicCount),
    topicsPerClient: TOPICS_PER_CLIENT,
    cores: chooseCores(),
  }
  const plain = [await measurePlain({ ...setting, kind: 'plain' }, options)]
  const value = await findHighest({ ...setting, kind: 'gateway' }, options)
  plain.push(await measurePlain({ ...setting, kind: 'plain' }, options))
  printFigure({ name: options.name, value, unit: 'messages/s', baseline: medianOf(plain) })
}

async function measurePlain(setting: StreamSetting, options: DeliveryOptions): Promise<number> {
  await using run = await startRun(setting)
  const report = await runRate(run, FIRST_RATE, options)
  console.log(`ws alone: ${describe(report)}`)
  return report.deliveredPerSecond
}

async function findHighest(setting: StreamSetting, options: DeliveryOptions): Promise<number> {
  await using run = await startRun(setting)
  const first = await trySome(run, FIRST_RATE, options)
  console.log(`${FIRST_RATE} updates a second of each topic are ${first === null ? 'not ' : ''}sustained.`)
  let best = first
  let rate = FIRST_RATE
  while (first !== null && rate < RATE_MAX) {
    rate *= STEP
    const report = await trySome(run, rate, options)
    if (report === null) break
    best = report
  }
  while (best === null && rate > RATE_MIN) {
    rate /= STEP
    best = await trySome(run, rate, options)
  }
  if (best === null) throw new Error(`not even ${RATE_MIN} updates a second are sustained`)
  return best.deliveredPerSecond
}

/** What happened at a rate; `null`: it is not sustained. */
async function trySome(
  run: StreamRun,
  perSecond: number,
  options: DeliveryOptions,
): Promise<RateReport | null> {
  for (let round = 0; round < TRIES; round += 1) {
    const report = await runRate(run, perSecond, options)
    // Where the seconds begin and end is not exact: one update may be beyond.
    const updates = perSecond * DELIVERED_SHARE_MIN - 1 / options.seconds
    const isSustained =
      report.deliveredPerSecond >= updates * options.clients * TOPICS_PER_CLIENT &&
      report.missing === 0 &&
      report.server.laggingMax === 0 &&
      report.server.lateMs <= LATE_MS_MAX &&
      complaintsOf(report.load) === ''
    console.log(
      `${perSecond.toFixed(1)}/s, ${isSustained ? 'sustained' : 'not sustained'}: ${describe(report)}`,
    )
    if (isSustained) return report
  }
  return null
}

function runRate(
  run: StreamRun,
  perSecond: number,
  { clients, seconds }: DeliveryOptions,
): Promise<RateReport> {
  return runAtRate(run, { perSecond, seconds, expectedPerUpdate: clients * TOPICS_PER_CLIENT })
}

function describe({ load, server, deliveredPerSecond, missing }: RateReport): string {
  const percent = (seconds: number, of: number): string => `${((seconds / of) * 100).toFixed(0)} %`
  return [
    `${deliveredPerSecond.toFixed(0)} messages/s`,
    `server ${percent(server.cpuSeconds, server.seconds)} of a core`,
    `clients ${percent(load.cpuSeconds, load.seconds)}`,
    `${server.lateMs.toFixed(0)} ms late`,
    `${server.laggingMax} lagging`,
    `${missing} missing`,
    complaintsOf(load),
  ]
    .filter((part) => part !== '')
    .join(', ')
}
