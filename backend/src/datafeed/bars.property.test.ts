import { operations, type Bar } from '@trading-pro/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dateGroups, groupBars, readSpx } from '../testing/naive-bars.ts'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

/** Three weeks of minutes with holes of every size, at 1/32 and with decimals in the volume. */
const minutes: readonly BarRow[] = (() => {
  const rows: BarRow[] = []
  let state = 20_260_722
  let time = Date.UTC(2024, 0, 1) / 1000
  while (rows.length < 12_000) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const gap = state % 500 === 0 ? 700 : state % 17 === 0 ? 3 : 1
    time += gap * 60
    const open = 4_000 + (state % 900)
    const close = 4_000 + ((state >>> 8) % 900)
    rows.push([
      time,
      open,
      Math.max(open, close) + 5,
      Math.min(open, close) - 5,
      close,
      state % 1_000_000_007,
    ])
  }
  return rows
})()

const minuteBars = minutes.map(([time, open, high, low, close, volume]): Bar => ({
  time: time * 1000,
  ...{ open: open / 32, high: high / 32, low: low / 32, close: close / 32 },
  volume: volume / 1e8,
}))

/** Adds whole units, as the store does: decimals of the volume would not add up exactly. */
function resampled(spanMs: number): Bar[] {
  const whole = minuteBars.map((bar) => ({ ...bar, volume: Math.round(bar.volume * 1e8) }))
  return groupBars(whole, (time) => Math.floor(time / spanMs)).map((bar) => ({
    ...bar,
    time: Math.floor(bar.time / spanMs) * spanMs,
    volume: bar.volume / 1e8,
  }))
}

const spx = readSpx()
const series: readonly [string, string, readonly Bar[]][] = [
  ['INDEX:SPX', '1D', spx],
  ['INDEX:SPX', '1W', groupBars(spx, dateGroups['1W'] ?? String)],
  ['TEST:MINUTES', '1', minuteBars],
  ['TEST:MINUTES', '60', resampled(3_600_000)],
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    // Far too little for the series, so that pages come and go.
    barCacheBytes: 200_000,
    async prepare(store) {
      const tickSize = { priceScale: 32, minimumMovement: 1 }
      const instrument = testInstrument('TEST:MINUTES', { tickSize, volumePrecision: 8 })
      await storeSeries(store, { instrument, resolution: '1', rows: minutes })
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Range {
  readonly from: number | undefined
  readonly to: number | undefined
  readonly countBack: number | undefined
}

/** Every bar of the range, and older ones until there are so many: read off the whole list. */
function naiveAnswer(bars: readonly Bar[], { from, to, countBack }: Range) {
  const before = bars.filter(({ time }) => to === undefined || time < to * 1000)
  const inRange = from === undefined ? 0 : before.filter(({ time }) => time >= from * 1000).length
  const wanted = countBack ?? (from === undefined ? 300 : 0)
  const count = Math.min(before.length, Math.max(inRange, wanted))
  return { bars: before.slice(before.length - count), no_data: before.length === 0 }
}

describe('any range of bars', () => {
  it.each(series)(
    'of %s at %s is the part of its history that it names',
    async (symbol, resolution, bars) => {
      const first = (bars[0]?.time ?? 0) / 1000
      const last = (bars.at(-1)?.time ?? 0) / 1000
      const anyTime = fc.oneof(
        fc.integer({ min: first - 1_000_000, max: last + 1_000_000 }),
        fc.constantFrom(...bars.map(({ time }) => time / 1000)),
      )
      const anyRange = fc.record({
        from: fc.option(anyTime, { nil: undefined }),
        to: fc.option(anyTime, { nil: undefined }),
        countBack: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined }),
      })
      await fc.assert(
        fc.asyncProperty(anyRange, async (range) => {
          const { from, to, countBack } = range
          fc.pre(from === undefined || to === undefined || from <= to)
          const query = {
            ...{ symbol, resolution },
            ...(from === undefined ? {} : { from_time: from }),
            ...(to === undefined ? {} : { to_time: to }),
            ...(countBack === undefined ? {} : { count_back: countBack }),
          }
          expect(await server.call(operations.getBars, { query })).toEqual(naiveAnswer(bars, range))
        }),
        { numRuns: 60 },
      )
    },
  )
})
