import type { Trade } from '@trading-pro/client'
import type { SymbolDetails } from '@trading-pro/contracts'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { marketStreamKey } from '../api/stream/market-stream.ts'
import OrderBook from '../order-book/OrderBook.vue'
import { bookSnapshot } from '../testing/books.ts'
import { simulatedDetails, streamedQuote } from '../testing/quotes.ts'
import { samples } from '../testing/sources.ts'
import { fakeStream } from '../testing/streams.ts'
import TradesPanel from '../trades/TradesPanel.vue'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const frame = async () => {
  await vi.advanceTimersByTimeAsync(200)
}
const stubs = { RouterLink: { template: '<a><slot /></a>' } }

function openBook(details: SymbolDetails | null) {
  const fake = fakeStream()
  const wrapper = mount(OrderBook, {
    props: { symbol: details?.ticker ?? 'SIM:AAPL', details, quote: streamedQuote },
    global: { stubs, provide: { [marketStreamKey as symbol]: fake.stream } },
  })
  return { fake, wrapper }
}

function openTape(details: SymbolDetails | null) {
  const fake = fakeStream()
  const wrapper = mount(TradesPanel, {
    props: { symbol: 'SIM:AAPL', details, quote: streamedQuote, zone: 'UTC' },
    global: { stubs, provide: { [marketStreamKey as symbol]: fake.stream } },
  })
  return { fake, wrapper }
}

const book = bookSnapshot({
  bids: [
    [99.99, 300],
    [99.98, 100],
  ],
  asks: [[100.01, 200]],
})

describe('the order book', () => {
  it('shows both sides, the last price and the spread', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    expect(wrapper.text()).toContain('Loading order book')
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    const texts = (side: string) =>
      wrapper.findAll(`.side--${side} .side__row`).map((row) => row.text().replaceAll(/\s+/g, ' '))
    expect(texts('bid').slice(0, 3)).toEqual(['99.99300300', '99.98100400', ''])
    expect(texts('ask')[0]).toBe('100.01200200')
    expect(wrapper.find('[data-testid=spread]').text()).toMatch(/100\.00\s*Spread 0\.02 2\.0 bp/)
    expect(wrapper.find('.side--bid .side__depth').attributes('style')).toContain('scaleX(0.75)')
    await wrapper.setProps({ quote: { ...streamedQuote, last: 100.01 } })
    expect(wrapper.find('.book__last').classes()).toContain('is-up')
  })

  it('keeps its lines when the book gets shorter, so that nothing moves', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    const rows = wrapper.findAll('.side__row').map(({ element }) => element)
    fake.snapshot('orderbook:SIM:AAPL:20', bookSnapshot({ bids: [], asks: [[100.05, 1]] }))
    await frame()
    expect(wrapper.findAll('.side__row').map(({ element }) => element)).toEqual(rows)
    expect(wrapper.find('[data-testid=spread]').text()).toContain('One side is empty')
  })

  it('takes prices together as far as the user wants, and begins anew with another symbol', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    const select = wrapper.find('select')
    expect(select.findAll('option').map((option) => option.text())).toEqual([
      '0.01',
      '0.05',
      '0.10',
      '0.50',
      '1.00',
      '10.00',
    ])
    await select.setValue(10)
    expect(fake.topics()).toEqual(['orderbook:SIM:AAPL:100'])
    expect(wrapper.find('.side--bid .side__price').text()).toBe('99.90')
    await wrapper.setProps({ symbol: 'SIM:MSFT', details: await simulatedDetails('SIM:MSFT') })
    expect(fake.topics()).toEqual(['orderbook:SIM:MSFT:20'])
  })

  it('says that a symbol has history only, and asks for nothing', async () => {
    const { fake, wrapper } = openBook(await samples.resolveSymbol('INDEX:SPX'))
    expect(wrapper.text()).toContain('SPX has history only')
    expect(wrapper.attributes('data-state')).toBe('empty')
    expect(fake.topics()).toEqual([])
  })

  it('waits until the symbol is known', () => {
    const { fake, wrapper } = openBook(null)
    expect([wrapper.attributes('data-state'), fake.topics()]).toEqual(['loading', []])
  })

  it('keeps what it has as stale, and says how old it is', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    expect(wrapper.find('[data-testid=age]').text()).toBe('Live')
    await vi.advanceTimersByTimeAsync(4_000)
    fake.stale('orderbook:SIM:AAPL:20', true)
    await flushPromises()
    expect(wrapper.attributes('data-state')).toBe('stale')
    expect(wrapper.find('[data-testid=age]').text()).toBe('Stale · 4 s old')
    expect(wrapper.find('[role=status]').text()).toBe('Stale: 4 s old')
    expect(wrapper.text()).toContain('99.99')
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    expect(wrapper.attributes('data-state')).toBe('ready')
  })

  it('is stale where its market has lost its source', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    fake.snapshot('orderbook:SIM:AAPL:20', book)
    await frame()
    await wrapper.setProps({ quote: { ...streamedQuote, marketState: 'stale' } })
    expect(wrapper.attributes('data-state')).toBe('stale')
    await vi.advanceTimersByTimeAsync(9_000)
    await wrapper.setProps({ quote: { ...streamedQuote, marketState: 'closed' } })
    expect(wrapper.find('[data-testid=age]').text()).toBe('Closed')
  })

  it('says why the server refuses it, and asks again', async () => {
    const { fake, wrapper } = openBook(await simulatedDetails())
    fake.refuse('orderbook:SIM:AAPL:20', 'not_streamed', 'It does not stream here')
    await flushPromises()
    expect(wrapper.attributes('data-state')).toBe('failed')
    expect(wrapper.find('[role=alert]').text()).toContain('It does not stream here')
    expect(wrapper.find('[role=alert] code').text()).toBe('not_streamed')
    await wrapper.find('[role=alert] button').trigger('click')
    expect(fake.calls).toContain('resync orderbook:SIM:AAPL:20')
  })
})

describe('the list of trades', () => {
  const trade = (tradeId: number, parts: Partial<Trade> = {}): Trade => {
    const time = Date.UTC(2026, 10, 23, 9, 30, tradeId)
    return { tradeId, price: 100 + tradeId / 100, quantity: tradeId * 10, side: 'buy', time, ...parts }
  }

  it('shows the newest first, with the side in more than a colour', async () => {
    const { fake, wrapper } = openTape(await simulatedDetails())
    fake.snapshot('trades:SIM:AAPL', { trades: [trade(1), trade(2, { side: 'sell' })] })
    await frame()
    const rows = wrapper.findAll('.tape__row')
    expect(rows.map((row) => row.text().replaceAll(/\s+/g, ' '))).toEqual([
      '09:30:02▼100.0220',
      '09:30:01▲100.0110',
    ])
    expect(rows[0]?.find('[role=img]').attributes('aria-label')).toBe('sell')
    expect(wrapper.attributes('data-newest')).toBe('2')
  })

  it('has room for so many, in lines that stay', async () => {
    const { fake, wrapper } = openTape(await simulatedDetails())
    fake.snapshot('trades:SIM:AAPL', { trades: Array.from({ length: 30 }, (_, index) => trade(index + 1)) })
    await frame()
    const elements = () => wrapper.findAll('.tape__row').map(({ element }) => element)
    const before = elements()
    expect(before).toHaveLength(12)
    fake.update('trades:SIM:AAPL', { trades: [trade(31)] })
    await frame()
    expect(elements()).toEqual(before)
    expect(wrapper.find('.tape__row').text()).toContain('09:30:31')
  })

  it('says that nothing has traded, or that the symbol has history only', async () => {
    const { fake, wrapper } = openTape(await simulatedDetails())
    fake.snapshot('trades:SIM:AAPL', { trades: [] })
    await frame()
    expect(wrapper.text()).toContain('Nothing has traded yet')
    await wrapper.setProps({ details: await samples.resolveSymbol('INDEX:SPX') })
    expect(wrapper.text()).toContain('so there is no tape')
  })
})
