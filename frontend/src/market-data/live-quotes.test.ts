import type { MarketData } from '@trading-pro/client'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { marketStreamKey } from '../api/stream/market-stream.ts'
import { simulatedDetails, streamedQuote } from '../testing/quotes.ts'
import { apiSource, samples } from '../testing/sources.ts'
import { fakeStream } from '../testing/streams.ts'
import MarketDataPanel from './MarketData.vue'

let unmount: () => void = () => undefined
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  unmount()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const frame = () => vi.advanceTimersByTimeAsync(200)

/** A simulated symbol, which moves, beside a sample, which does not. */
async function open() {
  const fake = fakeStream()
  const details = await simulatedDetails()
  const source = apiSource({
    resolveSymbol: (symbol) =>
      symbol.startsWith('SIM:') ? Promise.resolve(details) : samples.resolveSymbol(symbol),
    getQuotes: (symbols) =>
      Promise.resolve(
        symbols.map((n) => ({ s: 'ok', n, v: { lp: 90, ch: 1, chp: 1.1, description: 'Some company' } })),
      ),
  })
  const wrapper = mount(MarketDataPanel, {
    attachTo: document.body,
    props: {
      source,
      symbols: ['SIM:AAPL', 'INDEX:SPX'],
      currentSymbol: 'INDEX:SPX',
      isCurrentKnown: true,
    },
    global: { provide: { [marketStreamKey as symbol]: fake.stream } },
  })
  unmount = () => wrapper.unmount()
  await frame()
  const row = (symbol: string) => wrapper.find(`tr[data-symbol="${symbol}"]`)
  return { fake, wrapper, row, last: () => row('SIM:AAPL').find('.quote__last') }
}

describe('quotes that move', () => {
  it('are those of symbols that stream, with both sides and a mark that no price is real', async () => {
    const { fake, row } = await open()
    expect(fake.topics()).toEqual(['heartbeat', 'market_data:SIM:AAPL'])
    expect(row('SIM:AAPL').text()).toContain('90.00')
    fake.snapshot('market_data:SIM:AAPL', streamedQuote)
    await frame()
    const text = row('SIM:AAPL').text().replaceAll(/\s+/g, ' ')
    expect(text).toContain('100.0099.99 / 100.01')
    expect(text).toContain('+2.04%+2.00')
    expect(row('SIM:AAPL').find('[data-testid=origin]').text()).toBe('Sim')
    expect(row('INDEX:SPX').find('[data-testid=origin]').exists()).toBe(false)
    expect(row('INDEX:SPX').text()).toContain('90.00')
  })

  it('flash with each change of the last price, and with no other', async () => {
    const { fake, last } = await open()
    fake.snapshot('market_data:SIM:AAPL', streamedQuote)
    await frame()
    const update = async (changed: Partial<MarketData>) => {
      fake.update('market_data:SIM:AAPL', changed)
      await frame()
      return last().classes().slice(1)
    }
    expect(await update({ bid: 99.98 })).toEqual([])
    expect(await update({ last: 101 })).toEqual(['quote__last--up', 'quote__last--odd'])
    expect(await update({ last: 102 })).toEqual(['quote__last--up', 'quote__last--even'])
    expect(await update({ last: 99 })).toEqual(['quote__last--down', 'quote__last--odd'])
  })

  it('leave out what the market does not know', async () => {
    const { fake, row } = await open()
    const nothing = { last: null, bid: null, ask: null, change: null, changePercent: null }
    fake.snapshot('market_data:SIM:AAPL', { ...streamedQuote, ...nothing })
    await frame()
    expect(row('SIM:AAPL').text()).toContain('90.00')
    expect(row('SIM:AAPL').find('.quote__sides').exists()).toBe(false)
    fake.update('market_data:SIM:AAPL', { bid: 99 })
    await frame()
    expect(row('SIM:AAPL').find('.quote__sides').text()).toBe('99.00 / –')
  })

  it('are followed only while their row is in sight', async () => {
    let tell: (isIntersecting: boolean) => void = () => undefined
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(onChange: (entries: readonly { isIntersecting: boolean }[]) => void) {
          const before = tell
          tell = (isIntersecting) => {
            before(isIntersecting)
            onChange([{ isIntersecting }])
          }
        }
        observe = () => undefined
        unobserve = () => undefined
        disconnect = () => undefined
      },
    )
    const { fake } = await open()
    expect(fake.topics()).toEqual(['heartbeat'])
    tell(true)
    expect(fake.topics()).toContain('market_data:SIM:AAPL')
    tell(false)
    expect(fake.topics()).toEqual(['heartbeat'])
  })

  it('grow stale with the stream, and say so', async () => {
    const { fake, wrapper } = await open()
    fake.snapshot('heartbeat', { serverTime: 0 })
    await frame()
    expect(wrapper.find('[data-testid=age]').text()).toBe('Live')
    await vi.advanceTimersByTimeAsync(4_000)
    fake.stale('heartbeat', true)
    await frame()
    expect(wrapper.attributes('data-state')).toBe('stale')
    expect(wrapper.find('[data-testid=age]').text()).toBe('Stale · 4 s old')
  })
})
