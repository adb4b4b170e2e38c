import { ApiUnreachable } from '@trading-pro/client'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FoundSymbol, MarketSource } from '../api/market-source.ts'
import { completeBrowser } from '../testing/browser.ts'
import { apiSource, deferred, samples } from '../testing/sources.ts'
import { matchParts } from './match-parts.ts'
import SymbolSearch from './SymbolSearch.vue'

let unmount: () => void = () => undefined
beforeEach(() => {
  completeBrowser()
  vi.useFakeTimers()
})
afterEach(() => {
  unmount()
  vi.useRealTimers()
})

function open(source: MarketSource | null) {
  const wrapper = mount(SymbolSearch, { attachTo: document.body, props: { source } })
  unmount = () => wrapper.unmount()
  const input = wrapper.find('input')
  return {
    wrapper,
    input,
    options: () => wrapper.findAll('[role=option]'),
    active: () => wrapper.find('[aria-selected=true]').attributes('data-ticker'),
    key: (key: string, parts = {}) => input.trigger('keydown', { key, ...parts }),
    async type(text: string) {
      await input.setValue(text)
      await vi.advanceTimersByTimeAsync(150)
    },
  }
}

describe('the symbol search', () => {
  it('lists the most useful symbols as soon as it has the focus', async () => {
    const { input, options } = open(samples)
    await input.trigger('focus')
    await vi.advanceTimersByTimeAsync(0)
    expect(input.attributes('aria-expanded')).toBe('true')
    expect(options()).toHaveLength(6)
  })

  it('marks what is simulated', async () => {
    const rows = (await samples.searchSymbols('aapl')).concat(
      (await samples.searchSymbols('aapl')).map((row) => ({ ...row, ticker: 'SIM:AAPL', exchange: 'SIM' })),
    )
    const { input, options } = open(apiSource({ searchSymbols: () => Promise.resolve(rows) }))
    await input.trigger('focus')
    await vi.advanceTimersByTimeAsync(0)
    expect(options().map((option) => option.find('[data-testid=origin]').exists())).toEqual([false, true])
  })

  it('waits until the typing rests, and asks once', async () => {
    const asked: string[] = []
    const { input } = open(
      apiSource({
        searchSymbols: (text) => {
          asked.push(text)
          return samples.searchSymbols(text)
        },
      }),
    )
    for (const text of ['a', 'ap', 'app']) {
      await input.setValue(text)
      await vi.advanceTimersByTimeAsync(50)
    }
    await vi.advanceTimersByTimeAsync(150)
    expect(asked).toEqual(['app'])
  })

  it('shows the answer to the last question, whichever comes last', async () => {
    const slow = deferred<readonly FoundSymbol[]>()
    const { type, options } = open(
      apiSource({ searchSymbols: (text) => (text === 'a' ? slow.promise : samples.searchSymbols(text)) }),
    )
    await type('a')
    await type('ibm')
    slow.resolve(await samples.searchSymbols(''))
    await vi.advanceTimersByTimeAsync(0)
    expect(options().map((option) => option.attributes('data-ticker'))).toEqual(['NYSE:IBM'])
  })

  it('moves over the options by keyboard, around the ends, and chooses one', async () => {
    const { wrapper, type, key, active, input } = open(samples)
    await type('nasdaq')
    expect(active()).toBe('NASDAQ:AAPL')
    await key('ArrowUp')
    expect(active()).toBe('NASDAQ:AMZN')
    await key('ArrowDown')
    await key('ArrowDown')
    expect(active()).toBe('NASDAQ:MSFT')
    expect(input.attributes('aria-activedescendant')).toBe(
      wrapper.find('[aria-selected=true]').attributes('id'),
    )
    await key('Enter', { isComposing: true })
    await key('x')
    await key('Enter')
    expect(wrapper.emitted('select')).toEqual([['NASDAQ:MSFT']])
    expect(input.attributes('aria-expanded')).toBe('false')
  })

  it('takes the first of the coming answer when Enter is faster than the search', async () => {
    const { wrapper, input, type, key } = open(samples)
    await type('')
    await input.setValue('ibm')
    await key('Enter')
    expect(wrapper.emitted('select')).toBeUndefined()
    await vi.advanceTimersByTimeAsync(150)
    expect(wrapper.emitted('select')).toEqual([['NYSE:IBM']])
  })

  it('chooses by pointer', async () => {
    const { wrapper, type, options, active } = open(samples)
    await type('nasdaq')
    await options()[2]?.trigger('mousemove')
    expect(active()).toBe('NASDAQ:GOOG')
    await options()[2]?.trigger('click')
    expect(wrapper.emitted('select')).toEqual([['NASDAQ:GOOG']])
  })

  it('marks matches, and symbols without data', async () => {
    const { wrapper, type } = open(
      apiSource({
        searchSymbols: async (text) =>
          (await samples.searchSymbols(text)).map((row) => ({ ...row, dataState: 'unknown' as const })),
        dataStates: (symbols) =>
          Promise.resolve(symbols.map((symbol) => (symbol === 'NYSE:IBM' ? 'none' : 'loaded'))),
      }),
    )
    await type('ib')
    expect(wrapper.find('mark').text()).toBe('IB')
    expect(wrapper.find('.option__none').text()).toBe('no data')
  })

  it('says that nothing matches, and what failed', async () => {
    const { wrapper, type, key } = open(samples)
    await type('zzz')
    expect(wrapper.find('[role=status]').text()).toBe('No symbol matches “zzz”.')
    await key('Enter')
    expect(wrapper.emitted('select')).toBeUndefined()
    unmount()
    const failing = open(
      apiSource({ searchSymbols: () => Promise.reject(new ApiUnreachable('network', 'gone')) }),
    )
    await failing.type('a')
    expect(failing.wrapper.find('[role=status]').text()).toBe('The API does not answer (network)')
  })

  it('closes on Escape and when it loses the focus', async () => {
    const { input, type, key } = open(samples)
    await type('a')
    await key('Escape')
    expect(input.attributes('aria-expanded')).toBe('false')
    await key('ArrowDown')
    expect(input.attributes('aria-expanded')).toBe('true')
    await input.trigger('blur')
    expect(input.attributes('aria-expanded')).toBe('false')
  })

  it('waits while no source is decided, and asks the one that comes', async () => {
    const { wrapper, type, options } = open(null)
    await type('ibm')
    expect(wrapper.find('[role=status]').text()).toBe('Searching…')
    await wrapper.setProps({ source: samples })
    await vi.advanceTimersByTimeAsync(0)
    expect(options().map((option) => option.attributes('data-ticker'))).toEqual(['NYSE:IBM'])
  })

  it('asks the samples what an API that went away did not answer', async () => {
    const hanging = deferred<readonly FoundSymbol[]>()
    const { wrapper, type, options } = open(apiSource({ searchSymbols: () => hanging.promise }))
    await type('ibm')
    await wrapper.setProps({ source: samples })
    await vi.advanceTimersByTimeAsync(0)
    expect(options()).toHaveLength(1)
  })

  it('forgets an Enter whose search failed', async () => {
    const refused = apiSource({ searchSymbols: () => Promise.reject(new ApiUnreachable('network', 'gone')) })
    const { wrapper, input, key } = open(refused)
    await input.setValue('ibm')
    await key('Enter')
    await vi.advanceTimersByTimeAsync(150)
    await wrapper.setProps({ source: samples })
    await vi.advanceTimersByTimeAsync(0)
    expect(wrapper.emitted('select')).toBeUndefined()
  })
})

describe('the parts of a text', () => {
  it('together are the text, with the first match apart', () => {
    expect(matchParts('International', 'nat')).toEqual([
      { text: 'Inter', isMatch: false },
      { text: 'nat', isMatch: true },
      { text: 'ional', isMatch: false },
    ])
    expect(matchParts('SPX', 'spx')).toEqual([{ text: 'SPX', isMatch: true }])
    expect(matchParts('SPX', ' ')).toEqual([{ text: 'SPX', isMatch: false }])
    expect(matchParts('SPX', 'ibm')).toEqual([{ text: 'SPX', isMatch: false }])
  })
})
