import type { Bar } from '@trading-pro/contracts'
import { ApiUnreachable } from '@trading-pro/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import type { BarsRequest, MarketSource } from '../api/market-source.ts'
import { simulatedDetails } from '../testing/quotes.ts'
import { apiSource, samples } from '../testing/sources.ts'
import { fakeStream, runWithStream } from '../testing/streams.ts'
import { CHART_BARS_MAX } from './bar-series.ts'
import type { LoadedSeries } from './loaded-series.ts'
import { useLiveSeries } from './useLiveSeries.ts'

const MINUTE = 60_000
const topic = 'chart_data:SIM:AAPL:1'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bar = (minute: number, close = 1): Bar => {
  return { time: minute * MINUTE, open: 1, high: 9, low: 0, close, volume: 5 }
}
const streamed = (minute: number, close: number, closed = false) => ({ ...bar(minute, close), closed })
const draw = () => vi.advanceTimersByTimeAsync(200)

interface OpenOptions {
  readonly bars?: readonly Bar[]
  readonly history?: (request: BarsRequest) => readonly Bar[] | Promise<never>
  readonly source?: Partial<MarketSource>
}

async function open({ bars = [bar(1), bar(2)], history = () => [], source = {} }: OpenOptions = {}) {
  const requests: BarsRequest[] = []
  const from = apiSource({
    async getBars(request) {
      requests.push(request)
      return { bars: [...(await history(request))], no_data: false }
    },
    ...source,
  })
  const loaded: LoadedSeries = {
    details: await simulatedDetails(),
    resolution: '1',
    bars,
    source: from,
    change: { kind: 'another' },
  }
  const series = shallowRef<LoadedSeries | null>(loaded)
  const fake = fakeStream()
  let reloads = 0
  const { result, scope } = runWithStream(fake.stream, () => useLiveSeries(series, () => (reloads += 1)))
  const closes = () => series.value?.bars.map(({ time, close }) => [time / MINUTE, close])
  return { ...result, series, fake, requests, closes, loaded, scope, reloads: () => reloads }
}

describe('the end of a series', () => {
  it('moves with the bar that forms, and goes on with the next one when it has closed', async () => {
    const { fake, series, closes, requests } = await open()
    fake.snapshot(topic, { bars: [streamed(2, 3)] })
    await draw()
    expect(series.value?.change).toEqual({ kind: 'live', from: 1, isMoved: false })
    fake.update(topic, { bars: [streamed(2, 4, true), streamed(3, 5)] })
    fake.update(topic, { bars: [streamed(3, 6)] })
    await draw()
    expect(closes()).toEqual([
      [1, 1],
      [2, 4],
      [3, 6],
    ])
    expect(requests).toEqual([])
  })

  it('is drawn a few times a second, however often it moves', async () => {
    const { fake, series } = await open()
    fake.snapshot(topic, { bars: [streamed(2, 3)] })
    await draw()
    const drawn = series.value
    fake.update(topic, { bars: [streamed(2, 4)] })
    fake.update(topic, { bars: [streamed(2, 5)] })
    expect(series.value).toBe(drawn)
    await draw()
    expect(series.value?.bars.at(-1)?.close).toBe(5)
  })

  it('takes corrections of bars that had closed', async () => {
    const { fake, closes } = await open()
    fake.snapshot(topic, { bars: [streamed(2, 3)] })
    fake.update(topic, { bars: [{ ...streamed(1, 8, true), revision: 1 }] })
    await draw()
    expect(closes()).toEqual([
      [1, 8],
      [2, 3],
    ])
  })

  it('does not move where a symbol has history only, or comes from samples', async () => {
    const { fake, series, live, loaded } = await open()
    expect(live.value?.kind).toBe('waiting')
    series.value = { ...loaded, details: await samples.resolveSymbol('INDEX:SPX') }
    expect([fake.topics(), live.value]).toEqual([[], null])
    series.value = { ...loaded, source: samples }
    expect(fake.topics()).toEqual([])
    series.value = loaded
    expect(fake.topics()).toEqual([topic])
  })

  it('lets the oldest bars go when it has run for days', async () => {
    const many = Array.from({ length: CHART_BARS_MAX + 999 }, (_, index) => bar(index))
    const { fake, series } = await open({ bars: many })
    fake.snapshot(topic, { bars: [streamed(CHART_BARS_MAX + 998, 2)] })
    fake.update(topic, { bars: [streamed(CHART_BARS_MAX + 999, 3)] })
    await draw()
    expect(series.value?.bars).toHaveLength(CHART_BARS_MAX)
    expect(series.value?.change).toEqual({ kind: 'front', added: -1_000 })
  })
})

describe('after an interruption', () => {
  it('has no hole: history fills what the stream left out, and only that', async () => {
    const history = () => [2, 3, 4, 5].map((minute) => bar(minute, 10))
    const { fake, closes, requests, series } = await open({ history })
    fake.snapshot(topic, { bars: [streamed(5, 7)] })
    fake.update(topic, { bars: [streamed(5, 8)] })
    await draw()
    expect(requests).toEqual([{ symbol: 'SIM:AAPL', resolution: '1', fromTime: 120, countBack: 1 }])
    expect(closes()).toEqual([
      [1, 1],
      [2, 10],
      [3, 10],
      [4, 10],
      [5, 8],
    ])
    expect(series.value?.change).toMatchObject({ from: 1, isMoved: false })
  })

  it('asks history also where no bar forms', async () => {
    const { fake, closes } = await open({ history: () => [bar(2, 10), bar(3, 10)] })
    fake.snapshot(topic, { bars: [] })
    await draw()
    expect(closes()?.at(-1)).toEqual([3, 10])
  })

  it('goes on while history does not answer, and is filled as soon as it does', async () => {
    let isDown = true
    const history = () =>
      isDown ? Promise.reject(new ApiUnreachable('network', 'gone')) : [bar(2, 10), bar(3, 10), bar(4, 10)]
    const { fake, closes } = await open({ history })
    fake.snapshot(topic, { bars: [streamed(4, 7)] })
    await draw()
    expect(closes()).toEqual([
      [1, 1],
      [2, 1],
      [4, 7],
    ])
    isDown = false
    fake.update(topic, { bars: [streamed(4, 8)] })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(closes()).toEqual([
      [1, 1],
      [2, 10],
      [3, 10],
      [4, 8],
    ])
  })

  it('is loaded anew where history does not reach back to the last bar', async () => {
    const { fake, reloads } = await open({ history: () => [bar(900), bar(901)] })
    fake.snapshot(topic, { bars: [streamed(901, 7)] })
    await draw()
    expect(reloads()).toBe(1)
  })

  it('drops what was asked for a series that is gone', async () => {
    const answer = Promise.withResolvers<never>()
    const { fake, series, loaded, closes } = await open({ history: () => answer.promise })
    fake.snapshot(topic, { bars: [streamed(5, 7)] })
    series.value = { ...loaded, details: { ...loaded.details } }
    expect(fake.calls).toContain(`resync ${topic}`)
    answer.resolve([bar(2, 10)] as never)
    await draw()
    expect(closes()).toEqual([
      [1, 1],
      [2, 1],
    ])
  })
})
