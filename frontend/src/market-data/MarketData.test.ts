import { ApiUnreachable } from '@trading-pro/client'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MarketSource } from '../api/market-source.ts'
import { apiSource, samples } from '../testing/sources.ts'
import MarketData from './MarketData.vue'
import { viewQuote } from './quote-view.ts'

let unmount: () => void = () => undefined
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  unmount()
  vi.useRealTimers()
})

const settle = () => vi.advanceTimersByTimeAsync(1)

async function open(source: MarketSource | null, symbols: readonly string[] | null = null) {
  const wrapper = mount(MarketData, {
    attachTo: document.body,
    props: { source, symbols, currentSymbol: 'INDEX:SPX', isCurrentKnown: true },
  })
  unmount = () => wrapper.unmount()
  await settle()
  return {
    wrapper,
    names: () => wrapper.findAll('tbody tr').map((row) => row.attributes('data-symbol')),
    rows: () => wrapper.findAll('tbody tr'),
    age: () => wrapper.find('.market-data__age').text(),
  }
}

describe('the quote list', () => {
  it('shows a skeleton until data is there', async () => {
    const { wrapper } = await open(null)
    expect(wrapper.text()).toContain('Loading quotes')
    expect(wrapper.attributes('data-state')).toBe('loading')
  })

  it('lists the symbols that have data, with last price and signed change', async () => {
    const { rows, age } = await open(apiSource())
    expect(rows()).toHaveLength(6)
    expect(rows()[0]?.text()).toBe('SPXS&P 5002,874.56+2.68%+75.01')
    expect(rows()[5]?.text()).toBe('IBMInternational Business Machines125.55\u22121.27%\u22121.61')
    expect(rows()[5]?.find('.is-down').exists()).toBe(true)
    expect(age()).toBe('Updated just now')
  })

  it('marks the current symbol and opens another', async () => {
    const { wrapper, rows } = await open(apiSource())
    expect(rows()[0]?.find('[aria-current=true]').exists()).toBe(true)
    await rows()[1]?.find('button').trigger('click')
    expect(wrapper.emitted('select')).toEqual([['NASDAQ:AAPL']])
  })

  it('adds the current symbol and removes others', async () => {
    const { wrapper, rows } = await open(apiSource(), ['NYSE:IBM', 'NASDAQ:AAPL'])
    await wrapper.find('[aria-label="Add INDEX:SPX"]').trigger('click')
    await rows()[0]?.find('[aria-label="Remove IBM"]').trigger('click')
    expect(wrapper.emitted('change')).toEqual([[['NYSE:IBM', 'NASDAQ:AAPL', 'INDEX:SPX']], [['NASDAQ:AAPL']]])
  })

  it('always shows the symbol of the chart, but keeps only what was added', async () => {
    const { wrapper, names } = await open(apiSource(), ['NYSE:IBM', 'NASDAQ:AAPL'])
    expect(names()).toEqual(['NYSE:IBM', 'NASDAQ:AAPL', 'INDEX:SPX'])
    const opened = wrapper.find('tr[data-symbol="INDEX:SPX"]')
    expect(opened.text()).toContain('2,874.56')
    expect(opened.find('[aria-current=true]').exists()).toBe(true)
    expect(opened.find('.quote__remove').exists()).toBe(false)
    await wrapper.setProps({ currentSymbol: 'NASDAQ:MSFT', isCurrentKnown: false })
    expect(names()).toEqual(['NYSE:IBM', 'NASDAQ:AAPL'])
    await wrapper.setProps({ isCurrentKnown: true })
    expect(wrapper.find('tr[data-symbol="NASDAQ:MSFT"]').text()).toContain('No quote yet')
    await settle()
    expect(names()).toEqual(['NYSE:IBM', 'NASDAQ:AAPL', 'NASDAQ:MSFT'])
    expect(wrapper.find('tr[data-symbol="NASDAQ:MSFT"]').text()).not.toContain('No quote yet')
  })

  it('shows the symbol of the chart also where the default list has no room for it', async () => {
    const row = (await samples.searchSymbols('ibm')).slice(0, 1)
    const { names } = await open(apiSource({ searchSymbols: () => Promise.resolve(row) }))
    expect(names()).toEqual(['NYSE:IBM', 'INDEX:SPX'])
  })

  it('tells rows of the same name apart by their exchange', async () => {
    const source = apiSource({
      getQuotes: (symbols) =>
        Promise.resolve(symbols.map((n) => ({ s: 'ok', n, v: { lp: 5, short_name: n.slice(-3) } }))),
    })
    const { wrapper, rows } = await open(source, ['NYSE:IBM', 'XETRA:IBM', 'INDEX:SPX'])
    expect(rows().map((row) => row.find('.quote__name').text())).toEqual(['IBM · NYSE', 'IBM · XETRA', 'SPX'])
    expect(wrapper.find('[aria-label="Remove IBM, XETRA"]').exists()).toBe(true)
    expect(wrapper.find('[aria-label="Remove SPX"]').exists()).toBe(true)
  })

  it('moves between its rows by arrow keys', async () => {
    const { wrapper, rows } = await open(apiSource())
    const button = (index: number) => rows()[index]?.find<HTMLElement>('.quote__open').element
    await wrapper.find('table').trigger('keydown.down')
    button(0)?.focus()
    await wrapper.find('table').trigger('keydown.down')
    expect(document.activeElement).toBe(button(1))
    await wrapper.find('table').trigger('keydown.up')
    await wrapper.find('table').trigger('keydown.up')
    expect(document.activeElement).toBe(button(5))
  })

  it('offers the default list when it is empty', async () => {
    const { wrapper } = await open(apiSource(), [])
    expect(wrapper.text()).toContain('The list is empty')
    await wrapper.find('.panel-empty button').trigger('click')
    expect(wrapper.emitted('change')).toEqual([[null]])
  })

  it('says why a symbol has no quote', async () => {
    const { rows } = await open(samples, ['NOPE:XYZ'])
    expect(rows()[0]?.text()).toBe('XYZnot among the samples\u2013\u2013')
  })

  it('asks again every ten seconds, and not while the page is hidden', async () => {
    let asked = 0
    const source = apiSource({
      getQuotes: (symbols) => {
        asked += 1
        return samples.getQuotes(symbols)
      },
    })
    await open(source, ['INDEX:SPX'])
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toBe(2)
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(asked).toBe(2)
    vi.restoreAllMocks()
  })

  it('shows a failure with its code, and loads when asked again', async () => {
    let isDown = true
    const source = apiSource({
      getQuotes: (symbols) =>
        isDown ? Promise.reject(new ApiUnreachable('network', 'gone')) : samples.getQuotes(symbols),
    })
    const { wrapper, rows } = await open(source)
    expect(wrapper.find('[role=alert] code').text()).toBe('network')
    isDown = false
    await wrapper.find('[role=alert] button').trigger('click')
    await settle()
    expect(rows()).toHaveLength(6)
  })

  it('tries again by itself soon after a failure, and says when', async () => {
    const failed = new ApiUnreachable('network', 'gone')
    const state: { reason: Error | null; asked: number } = { reason: failed, asked: 0 }
    const source = apiSource({
      getQuotes: (symbols) => {
        state.asked += 1
        return state.reason === null ? samples.getQuotes(symbols) : Promise.reject(state.reason)
      },
    })
    const { wrapper, rows } = await open(source, ['INDEX:SPX'])
    expect(wrapper.find('[role=alert]').text()).toContain('Trying again in 1 s')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(state.asked).toBe(2)
    expect(wrapper.find('[role=alert]').text()).toContain('Trying again in 2 s')
    await vi.advanceTimersByTimeAsync(60_000)
    // After 3, 7 and 15 seconds, and then no more often than quotes are refreshed.
    expect(state.asked).toBe(9)
    state.reason = null
    await vi.advanceTimersByTimeAsync(10_000)
    expect(rows()).toHaveLength(1)
  })

  it('does not try again while the page is hidden, but does when it is seen', async () => {
    let asked = 0
    const source = apiSource({
      getQuotes: () => {
        asked += 1
        return Promise.reject(new ApiUnreachable('network', 'gone'))
      },
    })
    const { wrapper } = await open(source, ['INDEX:SPX'])
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked).toBe(1)
    expect(wrapper.find('[role=alert]').text()).not.toContain('Trying')
    visibility.mockRestore()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toBeGreaterThan(1)
  })

  it('shows every decimal of a very fine tick', async () => {
    const details = { ...(await samples.resolveSymbol('INDEX:SPX')), pricescale: 100_000_000 }
    const { rows } = await open(
      apiSource({
        resolveSymbol: () => Promise.resolve(details),
        getQuotes: () =>
          Promise.resolve([{ s: 'ok', n: 'X:Y', v: { lp: 0.0000123, ch: 0.000001, chp: 8.85 } }]),
      }),
      ['X:Y'],
    )
    expect(rows()[0]?.text()).toBe('Y0.00001230+8.85%+0.00000100')
  })

  it('keeps what it has as stale when refreshing fails', async () => {
    let isDown = false
    const source = apiSource({
      getQuotes: (symbols) => (isDown ? Promise.reject(new Error('broken')) : samples.getQuotes(symbols)),
    })
    const { wrapper, age, rows } = await open(source)
    isDown = true
    await vi.advanceTimersByTimeAsync(12_000)
    expect(wrapper.attributes('data-state')).toBe('stale')
    expect(age()).toBe('Stale, updated 12 s ago')
    expect(rows()).toHaveLength(6)
  })

  it('keeps the quotes of an API that went away, and takes those of the samples otherwise', async () => {
    const { wrapper, age } = await open(apiSource())
    await wrapper.setProps({ source: samples })
    await settle()
    expect(age()).toContain('Stale')
    const fresh = await open(samples)
    expect(fresh.age()).toBe('Bundled samples')
  })

  it('shows two decimals for a symbol whose tick cannot be asked', async () => {
    const source = apiSource({ resolveSymbol: () => Promise.reject(new Error('broken')) })
    const { rows } = await open(source, ['INDEX:SPX'])
    expect(rows()[0]?.text()).toContain('2,874.56')
  })
})

describe('a quote in words', () => {
  it('leaves out what the API leaves out', () => {
    const cents = { pricescale: 100, minmov: 1 }
    expect(viewQuote({ s: 'ok', n: 'X:Y', v: { lp: 5 } }, cents)).toEqual({
      symbol: 'X:Y',
      name: 'Y',
      exchange: 'X',
      description: '',
      last: '5.00',
      change: null,
      percent: null,
      direction: 'flat',
      refusal: null,
    })
    expect(viewQuote({ s: 'error', n: 'Y', v: {}, errmsg: 'no_data' }, cents).refusal).toBe('No data yet')
    expect(viewQuote({ s: 'error', n: 'Y', v: {} }, cents).refusal).toBe('No quote')
  })
})
