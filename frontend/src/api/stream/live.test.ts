import type { BookDepth, MarketData, Trade } from '@trading-pro/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, KeepAlive, ref } from 'vue'
import { mount } from '@vue/test-utils'
import { bookSnapshot, bookUpdate } from '../../testing/books.ts'
import { streamedQuote } from '../../testing/quotes.ts'
import { fakeStream, runWithStream } from '../../testing/streams.ts'
import { freshnessIn, freshnessOf, useFreshness } from './freshness.ts'
import { marketStreamKey } from './market-stream.ts'
import { useFrames } from './useFrames.ts'
import { useLiveQuote } from './useLiveQuote.ts'
import { useOrderBook } from './useOrderBook.ts'
import { useTape } from './useTape.ts'
import { useTopic } from './useTopic.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const frame = (ms = 200) => vi.advanceTimersByTime(ms)
const quoteOf = (symbol: string) => `market_data:${symbol}`

describe('frames', () => {
  it('draw once, however often it is asked, and no more often than allowed', () => {
    let drawn = 0
    const { result: draw, scope } = runWithStream(fakeStream().stream, () =>
      useFrames(() => (drawn += 1), 100),
    )
    draw()
    draw()
    expect(drawn).toBe(0)
    frame(20)
    expect(drawn).toBe(1)
    draw()
    frame(60)
    expect(drawn).toBe(1)
    frame(80)
    expect(drawn).toBe(2)
    draw()
    scope.stop()
    frame()
    expect(drawn).toBe(2)
  })
})

describe('the quote of a symbol', () => {
  it('is what came, drawn with the next frame', () => {
    const fake = fakeStream()
    const { result } = runWithStream(fake.stream, () => useLiveQuote('SIM:AAPL'))
    expect(result.quote.value).toBeNull()
    fake.snapshot(quoteOf('SIM:AAPL'), streamedQuote)
    fake.update(quoteOf('SIM:AAPL'), { last: 101 } satisfies Partial<MarketData>)
    expect(result.quote.value).toBeNull()
    frame()
    expect(result.quote.value).toEqual({ ...streamedQuote, last: 101 })
  })

  it('follows another symbol, and nobody where there is none', () => {
    const fake = fakeStream()
    const symbol = ref<string | null>('SIM:AAPL')
    const { result, scope } = runWithStream(fake.stream, () => useLiveQuote(symbol))
    fake.snapshot(quoteOf('SIM:AAPL'), streamedQuote)
    frame()
    symbol.value = 'SIM:MSFT'
    expect([fake.topics(), result.quote.value]).toEqual([[quoteOf('SIM:MSFT')], null])
    symbol.value = null
    expect(fake.topics()).toEqual([])
    symbol.value = 'SIM:KO'
    scope.stop()
    expect(fake.topics()).toEqual([])
    expect(fake.calls.filter((call) => call.startsWith('subscribe'))).toHaveLength(3)
  })
})

describe('the book of a symbol', () => {
  const book = { bids: [[99.99, 5]], asks: [[100.01, 7]] } as const
  const topic = 'orderbook:SIM:AAPL:20'

  function open() {
    const fake = fakeStream()
    const symbol = ref<string | null>('SIM:AAPL')
    const depth = ref<BookDepth>(20)
    const { result } = runWithStream(fake.stream, () => useOrderBook(symbol, depth))
    return { fake, symbol, depth, ...result }
  }

  it('is kept up from its changes', () => {
    const { fake, sides } = open()
    fake.snapshot(topic, bookSnapshot(book))
    const after = { bids: [[99.99, 9]], asks: [[100.02, 1]] } as const
    fake.update(
      topic,
      bookUpdate(
        {
          bids: [[99.99, 9]],
          asks: [
            [100.01, 0],
            [100.02, 1],
          ],
        },
        after,
      ),
    )
    frame()
    expect(sides.value).toEqual(after)
  })

  it('is asked for anew when its checksum is wrong, and stays in sight until then', () => {
    const { fake, sides } = open()
    fake.snapshot(topic, bookSnapshot(book))
    frame()
    fake.update(topic, { bids: [[99.98, 4]], asks: [], crc: 1 })
    expect(fake.calls).toContain(`resync ${topic}`)
    frame()
    expect(sides.value).not.toBeNull()
  })

  it('stays in sight in another depth, and goes with another symbol', () => {
    const { fake, sides, symbol, depth } = open()
    fake.snapshot(topic, bookSnapshot(book))
    frame()
    depth.value = 100
    expect(fake.topics()).toEqual(['orderbook:SIM:AAPL:100'])
    expect(sides.value).toEqual(book)
    symbol.value = 'SIM:MSFT'
    expect(sides.value).toBeNull()
  })
})

describe('the tape of a symbol', () => {
  const trade = (tradeId: number): Trade => ({ tradeId, price: 100, quantity: 1, side: 'buy', time: 0 })
  const topic = 'trades:SIM:AAPL'

  it('has each trade once, the last ones of many', () => {
    const fake = fakeStream()
    const { result } = runWithStream(fake.stream, () => useTape('SIM:AAPL'))
    fake.snapshot(topic, { trades: [trade(1), trade(2)] })
    fake.update(topic, { trades: [trade(2), trade(3)] })
    frame()
    expect(result.trades.value?.map(({ tradeId }) => tradeId)).toEqual([1, 2, 3])
    fake.update(topic, { trades: Array.from({ length: 300 }, (_, index) => trade(index + 4)) })
    frame()
    expect([result.trades.value?.length, result.trades.value?.at(-1)?.tradeId]).toEqual([200, 303])
  })
})

describe('what is followed', () => {
  const handlers = { onSnapshot: () => undefined, onUpdate: () => undefined }

  it('says how old it is, and that it is stale or refused', () => {
    const fake = fakeStream()
    const { result: freshness } = runWithStream(fake.stream, () =>
      useFreshness(useTopic({ channel: 'heartbeat' }, handlers).health),
    )
    expect(freshness.value).toEqual({ kind: 'waiting' })
    fake.snapshot('heartbeat', { serverTime: 0 })
    vi.advanceTimersByTime(1_000)
    expect(freshness.value).toEqual({ kind: 'live' })
    vi.advanceTimersByTime(7_000)
    expect(freshness.value).toEqual({ kind: 'quiet', ageMs: 8_000 })
    fake.stale('heartbeat', true)
    expect(freshness.value).toEqual({ kind: 'stale', ageMs: 8_000 })
    fake.update('heartbeat', { serverTime: 0 })
    expect(freshness.value).toEqual({ kind: 'live' })
    fake.refuse('heartbeat', 'not_streamed', 'It does not stream')
    expect(freshness.value).toEqual({
      kind: 'refused',
      error: { code: 'not_streamed', reason: 'It does not stream' },
    })
  })

  it('counts as stale where its market does, and as closed where that is closed', () => {
    const heard = { heardAtMs: 0, isStale: false, error: null }
    const [live, quiet] = [freshnessOf(heard, 1_000), freshnessOf(heard, 60_000)]
    expect(freshnessIn(live, 'stale')).toEqual({ kind: 'stale', ageMs: 0 })
    expect(freshnessIn(quiet, 'stale')).toEqual({ kind: 'stale', ageMs: 60_000 })
    expect(freshnessIn(quiet, 'closed')).toEqual({ kind: 'closed' })
    expect(freshnessIn(quiet, 'continuous')).toBe(quiet)
    expect(freshnessIn(live, 'closed')).toBe(live)
    const stale = freshnessOf({ ...heard, isStale: true }, 5_000)
    expect(freshnessIn(stale, 'closed')).toBe(stale)
  })

  it('is left while its component is kept for later', async () => {
    const fake = fakeStream()
    const Panel = defineComponent(() => {
      useTopic({ channel: 'heartbeat' }, handlers)
      return () => h('p')
    })
    const isShown = ref(true)
    const wrapper = mount(() => h(KeepAlive, null, isShown.value ? h(Panel) : h('i')), {
      global: { provide: { [marketStreamKey as symbol]: fake.stream } },
    })
    expect(fake.topics()).toEqual(['heartbeat'])
    isShown.value = false
    await wrapper.vm.$nextTick()
    expect(fake.topics()).toEqual([])
    isShown.value = true
    await wrapper.vm.$nextTick()
    expect(fake.topics()).toEqual(['heartbeat'])
    wrapper.unmount()
    expect(fake.topics()).toEqual([])
  })
})
