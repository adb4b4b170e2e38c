import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiUnreachable } from '@trading-pro/client'
import type { MarketSource } from '../api/market-source.ts'
import App from '../App.vue'
import { bookSnapshot } from '../testing/books.ts'
import { mountInApp, offline, online, settle, type MountingOptions } from '../testing/mounting.ts'
import { simulatedDetails, streamedQuote } from '../testing/quotes.ts'
import { apiSource, samples } from '../testing/sources.ts'

const MINUTE = 60_000

let unmount: () => void = () => undefined
afterEach(() => {
  unmount()
  vi.unstubAllGlobals()
})

/** The samples, and a simulated symbol with a few bars. */
async function simulatedSource(parts: Partial<MarketSource> = {}): Promise<MarketSource> {
  const details = { ...(await simulatedDetails()), supported_resolutions: ['1', '1D'] }
  const bars = [1, 2, 3].map((minute) => {
    return { time: minute * MINUTE, open: 100, high: 101, low: 99, close: 100, volume: 7 }
  })
  return apiSource({
    resolveSymbol: (symbol) =>
      symbol === 'SIM:AAPL' ? Promise.resolve(details) : samples.resolveSymbol(symbol),
    getBars: (request) =>
      request.symbol === 'SIM:AAPL' ? Promise.resolve({ bars, no_data: false }) : samples.getBars(request),
    ...parts,
  })
}

async function open(options: MountingOptions = {}) {
  const api = options.api ?? (await simulatedSource())
  const app = await mountInApp(App, { address: '/', ...options, api })
  unmount = () => app.wrapper.unmount()
  await settle()
  const find = (name: string) => app.wrapper.find(`[data-testid=${name}]`)
  return { ...app, find }
}

/** Until what came is drawn. */
const drawn = () => new Promise<void>((resolve) => setTimeout(resolve, 150))

describe('a fresh installation', () => {
  it('opens on a market that moves', async () => {
    const { connection, find, router, stream } = await open()
    await connection(online)
    expect(find('chart').attributes()).toMatchObject({ 'data-symbol': 'SIM:AAPL', 'data-resolution': '1' })
    await settle()
    expect(router.currentRoute.value.fullPath).toBe('/market/SIM:AAPL?resolution=1')
    expect(find('chart').find('[data-testid=origin]').text()).toBe('Simulated')
    expect(stream.topics()).toEqual(
      expect.arrayContaining([
        'chart_data:SIM:AAPL:1',
        'market_data:SIM:AAPL',
        'orderbook:SIM:AAPL:20',
        'trades:SIM:AAPL',
      ]),
    )
  })

  it('opens on the S&P 500 where nothing moves, but not where a server failed only once', async () => {
    const still = await open({ api: apiSource() })
    await still.connection(online)
    expect(still.find('chart').attributes('data-symbol')).toBe('INDEX:SPX')
    unmount()
    let isDown = true
    const source = await simulatedSource()
    const failing = await open({
      api: {
        ...source,
        resolveSymbol: (symbol) =>
          isDown ? Promise.reject(new ApiUnreachable('network', 'gone')) : source.resolveSymbol(symbol),
      },
    })
    await failing.connection(online)
    expect(failing.find('chart').attributes('data-state')).toBe('failed')
    isDown = false
    await failing.find('chart').find('[role=alert] button').trigger('click')
    await settle()
    expect(failing.find('chart').attributes('data-symbol')).toBe('SIM:AAPL')
  })

  it('opens on the bundled samples without a server', async () => {
    const { connection, find } = await open()
    await connection(offline())
    expect(find('chart').attributes()).toMatchObject({
      'data-symbol': 'INDEX:SPX',
      'data-source': 'samples',
      'data-resolution': '1D',
    })
  })
})

describe('a chart of a market that moves', () => {
  it('goes on by itself, and reads out its last bar', async () => {
    const { connection, chart, find, stream, router } = await open()
    await connection(online)
    const { fullPath } = router.currentRoute.value
    const bar = { time: 3 * MINUTE, open: 100, high: 102, low: 99, close: 101.5, volume: 9 }
    stream.snapshot('chart_data:SIM:AAPL:1', { bars: [{ ...bar, closed: false }] })
    await drawn()
    expect(chart.calls.at(-1)).toBe('update 2')
    expect(find('read-out').text()).toContain('101.50')
    expect(find('chart').attributes('data-live')).toBe('live')
    const next = { ...bar, time: 4 * MINUTE, close: 101.75 }
    stream.update('chart_data:SIM:AAPL:1', {
      bars: [
        { ...bar, closed: true },
        { ...next, closed: false },
      ],
    })
    await drawn()
    expect(find('chart').attributes('data-bars-loaded')).toBe('4')
    expect(find('read-out').text()).toContain('101.75')
    expect(chart.calls.filter((call) => call === 'show')).toHaveLength(1)
    expect(router.currentRoute.value.fullPath).toBe(fullPath)
  })

  it('keeps reading out the bar that is pointed at', async () => {
    const { connection, chart, find, stream } = await open()
    await connection(online)
    chart.point(0)
    const bar = { time: 3 * MINUTE, open: 100, high: 102, low: 99, close: 101.5, volume: 9 }
    stream.snapshot('chart_data:SIM:AAPL:1', { bars: [{ ...bar, closed: false }] })
    await drawn()
    expect(find('read-out').attributes('data-time')).toBe(String(MINUTE))
    chart.point(null)
    await settle()
    expect(find('read-out').text()).toContain('101.50')
  })

  it('is stale without the stream, and where the market has lost its source', async () => {
    const { connection, find, stream } = await open()
    await connection(online)
    stream.snapshot('chart_data:SIM:AAPL:1', { bars: [] })
    stream.snapshot('market_data:SIM:AAPL', streamedQuote)
    await drawn()
    expect(find('chart').attributes('data-state')).toBe('ready')
    stream.stale('chart_data:SIM:AAPL:1', true)
    await settle()
    expect(find('chart').attributes('data-state')).toBe('stale')
    expect(find('chart').text()).toContain('Stale: no live prices')
    stream.stale('chart_data:SIM:AAPL:1', false)
    stream.update('market_data:SIM:AAPL', { marketState: 'stale' })
    await drawn()
    expect(find('chart').attributes('data-state')).toBe('stale')
  })
})

describe('the panels', () => {
  it('are beside the chart where there is room, and one at a time where there is none', async () => {
    const { connection, wrapper, find, stream } = await open({ isWide: false })
    await connection(online)
    expect(find('order-book').exists()).toBe(true)
    expect(stream.topics()).not.toContain('trades:SIM:AAPL')
    const tab = (name: string) => wrapper.find(`[data-tab=${name}]`)
    await tab('book').trigger('keydown', { key: 'ArrowRight' })
    expect(tab('trades').attributes('aria-selected')).toBe('true')
    expect(document.activeElement).toBe(tab('trades').element)
    expect([find('order-book').exists(), find('trades').exists()]).toEqual([false, true])
    expect(stream.topics()).toContain('trades:SIM:AAPL')
    expect(stream.topics()).not.toContain('orderbook:SIM:AAPL:20')
    await tab('quotes').trigger('click')
    expect(find('market-data').exists()).toBe(true)
  })

  it('begin with the quotes on a phone where a symbol has history only', async () => {
    const { connection, find } = await open({ isWide: false, address: '/market/INDEX:SPX' })
    await connection(online)
    expect([find('order-book').exists(), find('market-data').exists()]).toEqual([false, true])
  })

  it('say once that a symbol has history only', async () => {
    const { connection, find } = await open({ address: '/market/INDEX:SPX' })
    await connection(online)
    expect(find('order-book').text()).toContain('SPX has history only')
    expect(find('trades').exists()).toBe(false)
  })

  it('stop asking while another page is shown', async () => {
    const { connection, stream, router, find } = await open()
    await connection(online)
    stream.snapshot('orderbook:SIM:AAPL:20', bookSnapshot({ bids: [[99, 1]], asks: [[101, 1]] }))
    await router.push('/status')
    await settle()
    expect(stream.topics()).toEqual([])
    await router.push('/market/SIM:AAPL?resolution=1')
    await settle()
    expect(find('order-book').attributes('data-state')).toBe('ready')
    expect(stream.topics()).toContain('orderbook:SIM:AAPL:20')
  })
})

describe('the connection', () => {
  it('wakes the stream as soon as the API is back', async () => {
    const { connection, stream } = await open()
    await connection(online)
    await connection(offline({ hadContact: true }))
    stream.calls.length = 0
    await connection(online)
    expect(stream.calls).toContain('wake')
  })

  it('tells the state of the stream as soon as it is used', async () => {
    const { connection, stream, find } = await open()
    await connection(online)
    expect(find('connection').find('.connection__stream').exists()).toBe(false)
    const text = async (status: typeof stream.status.value) => {
      stream.status.value = status
      await settle()
      return find('connection').find('.connection__stream').text()
    }
    expect(await text({ kind: 'connecting' })).toBe('Stream connecting')
    expect(await text({ kind: 'live' })).toBe('Streaming')
    expect(await text({ kind: 'reconnecting', atMs: Date.now() + 3_500 })).toBe('Stream back in 4 s')
    expect(await text({ kind: 'reconnecting', atMs: null })).toBe('Stream reconnecting')
    expect(find('connection').attributes('data-stream')).toBe('reconnecting')
  })
})
