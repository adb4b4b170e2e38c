import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** Minute bars in columns: open times in Unix seconds, prices in hundredths, volume in thousandths. */
export interface MinuteBars {
  readonly count: number
  readonly time: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

const START = Date.UTC(2020, 0, 1) / 1000
const MINUTE = 60
/** The share of minutes in which nothing was traded. */
const GAP_SHARE = 0.02
const PRICE_MIDDLE = 50_000
/** Rows of one write to the file. */
const CHUNK_ROWS = 10_000

/** Numbers from 0 to below 1, the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A market that never closes and skips a minute now and then; the price wanders around 500. */
export function createMinuteBars(count: number): MinuteBars {
  const random = createRandom(2020)
  const bars = allocate(count)
  let time = START
  let price = PRICE_MIDDLE
  for (let index = 0; index < count; index += 1) {
    const open = price + Math.floor(random() * 5) - 2
    const close = open + Math.round((random() - 0.5) * 60 + (PRICE_MIDDLE - open) / 5000)
    bars.time[index] = time
    bars.open[index] = open
    bars.high[index] = Math.max(open, close) + Math.floor(random() * 15)
    bars.low[index] = Math.min(open, close) - Math.floor(random() * 15)
    bars.close[index] = close
    bars.volume[index] = Math.floor(random() ** 4 * 500_000)
    price = close
    do time += MINUTE
    while (random() < GAP_SHARE)
  }
  return bars
}

/** Writes the bars as a file that people import: header, epoch seconds, decimal prices, gzip. */
export async function writeCompressedCsv(bars: MinuteBars, path: string): Promise<void> {
  await pipeline(Readable.from(csvChunks(bars)), createGzip({ level: 4 }), createWriteStream(path))
}

function* csvChunks(bars: MinuteBars): Generator<string> {
  let rows = ['time,open,high,low,close,volume\n']
  for (let index = 0; index < bars.count; index += 1) {
    const prices = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      ((column[index] ?? 0) / 100).toFixed(2),
    )
    const volume = ((bars.volume[index] ?? 0) / 1000).toFixed(3)
    rows.push(`${bars.time[index] ?? 0},${prices.join(',')},${volume}\n`)
    if (rows.length < CHUNK_ROWS) continue
    yield rows.join('')
    rows = []
  }
  yield rows.join('')
}

/** The answer that the API must give for the bars from `start` to before `end`. */
export function expectedAnswer(bars: MinuteBars, { start, end }: { start: number; end: number }): Buffer {
  const rows: string[] = []
  for (let index = start; index < end; index += 1) rows.push(jsonOf(bars, index))
  return Buffer.from(`{"bars":[${rows.join(',')}],"no_data":false}`)
}

const FRAME_BYTES = '{"bars":[],"no_data":false}'.length

/** Lengths of answers with some of the bars, without making them. */
export function answerLengths(bars: MinuteBars): (start: number, end: number) => number {
  const ends = new Float64Array(bars.count + 1)
  for (let index = 0; index < bars.count; index += 1) {
    ends[index + 1] = (ends[index] ?? 0) + jsonOf(bars, index).length + 1
  }
  return (start, end) => (ends[end] ?? 0) - (ends[start] ?? 0) - 1 + FRAME_BYTES
}

function jsonOf(bars: MinuteBars, index: number): string {
  const price = (column: Float64Array) => (column[index] ?? 0) / 100
  return JSON.stringify({
    time: (bars.time[index] ?? 0) * 1000,
    open: price(bars.open),
    high: price(bars.high),
    low: price(bars.low),
    close: price(bars.close),
    volume: (bars.volume[index] ?? 0) / 1000,
  })
}

/** Bars of so many seconds, each from the first to the last minute within; for a market that never closes. */
export function addUp(bars: MinuteBars, seconds: number): MinuteBars {
  const sums = allocate(bars.count)
  let last = -1
  for (let index = 0; index < bars.count; index += 1) {
    const minute = bars.time[index] ?? 0
    const time = minute - (minute % seconds)
    if (last < 0 || sums.time[last] !== time) {
      last += 1
      sums.time[last] = time
      sums.open[last] = bars.open[index] ?? 0
      sums.low[last] = Infinity
    }
    sums.high[last] = Math.max(sums.high[last] ?? 0, bars.high[index] ?? 0)
    sums.low[last] = Math.min(sums.low[last] ?? 0, bars.low[index] ?? 0)
    sums.close[last] = bars.close[index] ?? 0
    sums.volume[last] = (sums.volume[last] ?? 0) + (bars.volume[index] ?? 0)
  }
  return { ...sums, count: last + 1 }
}

function allocate(count: number): MinuteBars {
  const column = () => new Float64Array(count)
  return {
    ...{ count, time: column(), open: column(), high: column() },
    ...{ low: column(), close: column(), volume: column() },
  }
}
