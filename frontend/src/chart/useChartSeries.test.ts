import type { BarsAnswer, SymbolDetails } from '@trading-pro/contracts'
import { ApiProblem, ApiUnreachable } from '@trading-pro/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { BarsRequest, MarketSource } from '../api/market-source.ts'
import { SamplesUnavailable } from '../api/samples-unavailable.ts'
import { apiSource, deferred, samples } from '../testing/sources.ts'
import { fakeStream, runWithStream } from '../testing/streams.ts'
import { useChartSeries } from './useChartSeries.ts'

const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

function setUp(source: MarketSource | null, symbol = 'INDEX:SPX', resolution = '1D') {
  const options = {
    source: shallowRef(source),
    symbol: shallowRef(symbol),
    resolution: shallowRef(resolution),
  }
  const { result: chart, scope } = runWithStream(fakeStream().stream, () => useChartSeries(options))
  return { ...chart, options, stop: () => scope.stop() }
}

/** A source that remembers what was asked of it. */
function watched(source: MarketSource) {
  const requests: BarsRequest[] = []
  const getBars = (request: BarsRequest) => {
    requests.push(request)
    return source.getBars(request)
  }
  return { source: { ...source, getBars }, requests }
}

describe('the series of a chart', () => {
  it('is loading until a source is decided, then shows the newest bars', async () => {
    const { series, status, options } = setUp(null)
    expect(status.value).toEqual({ kind: 'loading' })
    options.source.value = samples
    await settled()
    expect(status.value).toEqual({ kind: 'ready' })
    expect(series.value?.bars).toHaveLength(500)
    expect(series.value).toMatchObject({ resolution: '1D', change: { kind: 'another' } })
  })

  it('shows another resolution where the symbol lacks the wanted one', async () => {
    const { series } = setUp(samples, 'NASDAQ:AAPL', '1D')
    await settled()
    expect(series.value).toMatchObject({ resolution: '1M' })
  })

  it('does not load again when the address takes up what is shown already', async () => {
    const { source, requests } = watched(apiSource())
    const { options } = setUp(source, 'spx', '1')
    await settled()
    options.symbol.value = 'INDEX:SPX'
    options.resolution.value = '1D'
    await settled()
    expect(requests).toHaveLength(1)
  })

  it('says when a symbol has no data', async () => {
    const details: SymbolDetails = { ...(await samples.resolveSymbol('NYSE:IBM')), supported_resolutions: [] }
    const { series, status } = setUp(apiSource({ resolveSymbol: () => Promise.resolve(details) }))
    await settled()
    expect(series.value).toBeNull()
    expect(status.value).toEqual({ kind: 'empty', details })
  })

  it('is empty also when the API knows the resolution but has no bar of it', async () => {
    const { status } = setUp(apiSource({ getBars: () => Promise.resolve({ bars: [], no_data: true }) }))
    await settled()
    expect(status.value.kind).toBe('empty')
  })

  it('says what failed, and loads when asked again', async () => {
    let isDown = true
    const source = apiSource({
      getBars: (request) =>
        isDown ? Promise.reject(new ApiUnreachable('network', 'gone')) : samples.getBars(request),
    })
    const { series, status, reload } = setUp(source)
    await settled()
    expect(status.value).toMatchObject({ kind: 'failed', failure: { code: 'network' } })
    isDown = false
    reload()
    await settled()
    expect([status.value.kind, series.value?.bars.length]).toEqual(['ready', 500])
  })

  it('drops the answer to a question that was replaced', async () => {
    const slow = deferred<SymbolDetails>()
    const source = apiSource({
      resolveSymbol: (symbol) => (symbol === 'NYSE:IBM' ? slow.promise : samples.resolveSymbol(symbol)),
    })
    const { series, options } = setUp(source, 'NYSE:IBM')
    options.symbol.value = 'INDEX:SPX'
    await settled()
    slow.resolve(await samples.resolveSymbol('NYSE:IBM'))
    await settled()
    expect(series.value?.details.ticker).toBe('INDEX:SPX')
  })
})

describe('scrolling back', () => {
  it('loads page after page until history begins, asking once at a time', async () => {
    const { source, requests } = watched(apiSource())
    const { series, older, loadOlder } = setUp(source)
    await settled()
    void loadOlder()
    void loadOlder()
    expect(older.value).toEqual({ kind: 'loading' })
    await settled()
    expect(requests).toHaveLength(2)
    expect(series.value).toMatchObject({ change: { kind: 'front', added: 1_000 } })
    for (let page = 0; page < 6; page += 1) await loadOlder()
    expect(older.value).toEqual({ kind: 'exhausted' })
    expect(series.value?.bars).toHaveLength(5_105)
    expect(new Set(series.value?.bars.map(({ time }) => time)).size).toBe(5_105)
  })

  it('ends when the chart holds all it can', async () => {
    const minute = 60_000
    const getBars = ({ toTime = 1_600_000_000, countBack }: BarsRequest): Promise<BarsAnswer> => {
      const bar = { open: 1, high: 1, low: 1, close: 1, volume: 1 }
      const first = toTime * 1_000 - countBack * minute
      const bars = Array.from({ length: countBack }, (_, index) => ({ ...bar, time: first + index * minute }))
      return Promise.resolve({ bars, no_data: false })
    }
    const { series, older, loadOlder } = setUp(apiSource({ getBars }))
    await settled()
    while (older.value.kind === 'idle') await loadOlder()
    expect(older.value).toEqual({ kind: 'full' })
    expect(series.value?.bars).toHaveLength(20_000)
  })

  it('says what failed, and goes on when asked again', async () => {
    let isDown = false
    const source = apiSource({
      getBars: (request) => (isDown ? Promise.reject(new Error('broken')) : samples.getBars(request)),
    })
    const { series, older, loadOlder, retryOlder } = setUp(source)
    await settled()
    isDown = true
    await loadOlder()
    expect(older.value).toMatchObject({ kind: 'failed', failure: { detail: 'broken' } })
    await loadOlder()
    expect(older.value.kind).toBe('failed')
    isDown = false
    retryOlder()
    await settled()
    expect(series.value?.bars).toHaveLength(1_500)
  })

  it('drops a page that comes after the symbol changed', async () => {
    const page = deferred<BarsAnswer>()
    const source = apiSource({
      getBars: (request) => (request.toTime === undefined ? samples.getBars(request) : page.promise),
    })
    const { series, older, loadOlder, options } = setUp(source)
    await settled()
    void loadOlder()
    options.symbol.value = 'NYSE:IBM'
    await settled()
    page.resolve(await samples.getBars({ symbol: 'INDEX:SPX', resolution: '1D', countBack: 10 }))
    await settled()
    expect(series.value).toMatchObject({ change: { kind: 'another' }, details: { ticker: 'NYSE:IBM' } })
    expect(older.value).toEqual({ kind: 'idle' })
  })
})

describe('a series whose API goes away', () => {
  it('stays on screen as stale, and is refreshed without moving when the API is back', async () => {
    const api = apiSource()
    const { series, isStale, options, loadOlder } = setUp(api)
    await settled()
    await loadOlder()
    options.source.value = samples
    await settled()
    expect([isStale.value, series.value?.source.kind]).toEqual([true, 'api'])
    options.source.value = api
    await settled()
    expect(isStale.value).toBe(false)
    expect(series.value).toMatchObject({ change: { kind: 'front', added: 0 } })
    expect(series.value?.bars).toHaveLength(1_500)
  })

  it('gives way to samples for another symbol, and those to the API', async () => {
    const api = apiSource()
    const { series, isStale, options } = setUp(api)
    await settled()
    options.source.value = samples
    options.symbol.value = 'NYSE:IBM'
    await settled()
    expect([series.value?.source.kind, isStale.value]).toEqual(['samples', false])
    options.source.value = null
    await nextTick()
    options.source.value = api
    await settled()
    expect(series.value).toMatchObject({ change: { kind: 'another' }, source: { kind: 'api' } })
  })

  it('is found again as it was by whoever looked at another symbol meanwhile', async () => {
    const api = apiSource()
    const { series, isStale, options, loadOlder } = setUp(api)
    await settled()
    await loadOlder()
    const sent = series.value?.bars
    const refusing = { ...samples, resolveSymbol: () => Promise.reject(new SamplesUnavailable('gone')) }
    options.source.value = refusing
    options.symbol.value = 'NYSE:IBM'
    await settled()
    expect(series.value).toBeNull()
    options.symbol.value = 'INDEX:SPX'
    await settled()
    expect(series.value?.bars).toBe(sent)
    expect(isStale.value).toBe(true)
    options.source.value = api
    await settled()
    expect([isStale.value, series.value?.bars.length]).toEqual([false, 1_500])
  })

  it('keeps its bars when the refresh fails', async () => {
    let isDown = false
    const api = apiSource({
      resolveSymbol: (symbol) =>
        isDown ? Promise.reject(new Error('broken')) : samples.resolveSymbol(symbol),
    })
    const { series, status, options, reload, stop } = setUp(api)
    await settled()
    isDown = true
    reload()
    await settled()
    expect(status.value.kind).toBe('failed')
    expect(series.value?.bars).toHaveLength(500)
    options.source.value = null
    reload()
    stop()
  })
})

describe('a failed request for bars', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const passSeconds = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)
  const gone = new ApiUnreachable('network', 'gone')

  /** A chart whose source fails as long as it is told a reason, and the seconds at which it was asked. */
  async function setUpFailing(reason: Error | null, symbol?: string) {
    const startMs = Date.now()
    const state = { reason, symbols: [] as string[], seconds: [] as number[] }
    const source = apiSource({
      getBars: (request) => {
        state.symbols.push(request.symbol)
        state.seconds.push(Math.round((Date.now() - startMs) / 1_000))
        return state.reason === null ? samples.getBars(request) : Promise.reject(state.reason)
      },
    })
    const chart = setUp(source, symbol)
    await passSeconds(0)
    return { ...chart, state, source }
  }

  it('is repeated by itself, after one second and then ever later, up to every half minute', async () => {
    const { state, status, next, stop } = await setUpFailing(gone)
    expect(status.value.kind).toBe('failed')
    expect(next.value).toEqual({ kind: 'waiting', atMs: Date.now() + 1_000 })
    await passSeconds(100)
    expect(state.seconds).toEqual([0, 1, 3, 7, 15, 31, 61, 91])
    stop()
  })

  it('shows its failure until the answer is there, and starts anew after it', async () => {
    const { state, series, status, next, reload } = await setUpFailing(gone)
    await passSeconds(1)
    expect([status.value.kind, next.value.kind]).toEqual(['failed', 'waiting'])
    state.reason = null
    await passSeconds(2)
    expect([status.value.kind, next.value.kind, series.value?.bars.length]).toEqual(['ready', 'none', 500])
    state.reason = gone
    reload()
    await passSeconds(0)
    expect(next.value).toEqual({ kind: 'waiting', atMs: Date.now() + 1_000 })
    expect(series.value?.bars).toHaveLength(500)
    state.reason = null
    await passSeconds(1)
    expect(status.value.kind).toBe('ready')
  })

  it('says so while it is asked again', async () => {
    const answer = deferred<BarsAnswer>()
    let asked = 0
    const getBars = () => (asked++ === 0 ? Promise.reject(gone) : answer.promise)
    const { status, next, stop } = setUp(apiSource({ getBars }))
    await passSeconds(1)
    expect([status.value.kind, next.value.kind]).toEqual(['failed', 'underway'])
    stop()
  })

  it('is repeated at once when the user asks, and waits begin anew', async () => {
    const { state, reload, stop } = await setUpFailing(gone)
    await passSeconds(4)
    reload()
    await passSeconds(3)
    expect(state.seconds).toEqual([0, 1, 3, 4, 5, 7])
    stop()
  })

  it.each([
    ['a refusal', 404],
    ['a malformed request', 400],
  ])('is not repeated after %s', async (_name, status) => {
    const problem = { type: '', title: '', detail: '', instance: '', errors: [] }
    const refusal = new ApiProblem({ ...problem, status, code: 'unknown_symbol' })
    const { state, next } = await setUpFailing(refusal)
    expect(next.value).toEqual({ kind: 'none' })
    await passSeconds(100)
    expect(state.seconds).toEqual([0])
  })

  it('is forgotten when another symbol or resolution is wanted', async () => {
    const { state, options, next } = await setUpFailing(gone)
    state.reason = null
    options.symbol.value = 'NYSE:IBM'
    await passSeconds(0)
    expect(next.value.kind).toBe('none')
    await passSeconds(60)
    expect(state.symbols).toEqual(['INDEX:SPX', 'NYSE:IBM'])
    state.reason = gone
    options.resolution.value = '3M'
    await passSeconds(0)
    state.reason = null
    options.resolution.value = '1M'
    await passSeconds(60)
    expect(state.symbols.slice(2)).toEqual(['NYSE:IBM', 'NYSE:IBM'])
  })

  it('is left to the connection when the API goes, and forgotten with the chart', async () => {
    const { state, options, source, next, stop } = await setUpFailing(null)
    state.reason = gone
    options.source.value = { ...source }
    await passSeconds(0)
    expect(next.value.kind).toBe('waiting')
    options.source.value = samples
    await passSeconds(60)
    expect([next.value.kind, state.seconds]).toEqual(['none', [0, 0]])
    options.source.value = source
    await passSeconds(0)
    stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that fails after the API went leaves its last bars on screen', async () => {
    const { source, series, options, reload } = await setUpFailing(null)
    const answer = deferred<BarsAnswer>()
    options.source.value = { ...source, getBars: () => answer.promise }
    await passSeconds(0)
    reload()
    options.source.value = samples
    await passSeconds(0)
    answer.reject(gone)
    await passSeconds(60)
    expect(series.value?.source.kind).toBe('api')
  })

  it('that fails after the chart is gone is not repeated', async () => {
    const answer = deferred<BarsAnswer>()
    const { stop } = setUp(apiSource({ getBars: () => answer.promise }))
    await passSeconds(0)
    stop()
    answer.reject(gone)
    await passSeconds(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is repeated for older bars as well, and forgotten with another series', async () => {
    const { state, series, older, olderNext, loadOlder, options } = await setUpFailing(null)
    state.reason = gone
    void loadOlder()
    await passSeconds(0)
    expect([older.value.kind, olderNext.value.kind]).toEqual(['failed', 'waiting'])
    await passSeconds(1)
    state.reason = null
    await passSeconds(2)
    expect([older.value.kind, olderNext.value.kind]).toEqual(['idle', 'none'])
    expect(series.value?.bars).toHaveLength(1_500)
    state.reason = gone
    void loadOlder()
    await passSeconds(0)
    state.reason = null
    options.symbol.value = 'NYSE:IBM'
    await passSeconds(60)
    expect(state.symbols.at(-1)).toBe('NYSE:IBM')
    expect([older.value.kind, olderNext.value.kind]).toEqual(['idle', 'none'])
  })
})
