import { ApiUnreachable } from '@trading-pro/client'
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MarketSource } from '../api/market-source.ts'
import { recordingChart } from '../testing/charts.ts'
import { settle } from '../testing/mounting.ts'
import { apiSource, samples } from '../testing/sources.ts'
import TradingChart from './TradingChart.vue'
import { createChartKey } from './useChartCanvas.ts'

let unmount: () => void = () => undefined
afterEach(() => {
  unmount()
  vi.useRealTimers()
})

async function open(
  source: MarketSource | null,
  parts: { symbol?: string; resolution?: string; zone?: string } = {},
) {
  const chart = recordingChart()
  const wrapper = mount(TradingChart, {
    attachTo: document.body,
    props: {
      source,
      symbol: 'INDEX:SPX',
      theme: 'dark',
      marketState: null,
      resolution: '1D',
      zone: 'exchange',
      isLogScale: false,
      ...parts,
    },
    global: {
      provide: { [createChartKey as symbol]: chart.create },
      stubs: { RouterLink: { template: '<a><slot /></a>' } },
    },
  })
  unmount = () => wrapper.unmount()
  await settle()
  const key = async (name: string, modifiers = {}) => {
    await wrapper.find('.chart__canvas').trigger('keydown', { key: name, ...modifiers })
  }
  return { wrapper, chart, key, readOut: () => wrapper.find('[data-testid=read-out]') }
}

describe('the chart', () => {
  it('shows a skeleton until it is known where data comes from', async () => {
    const { wrapper } = await open(null)
    expect(wrapper.find('[role=status]').text()).toBe('Loading bars')
    expect(wrapper.attributes('data-state')).toBe('loading')
  })

  it('draws candles and volume, and reads out the last bar', async () => {
    const { wrapper, chart, readOut } = await open(apiSource())
    expect(chart.series()).toMatchObject({ shape: 'candles', hasVolume: true })
    expect(chart.series()?.bars).toHaveLength(500)
    expect(readOut().text()).toMatch(/Fri 17 Apr 2020.*O2,842\.43.*H2,879\.22.*L2,830\.88.*C2,874\.56/)
    expect(readOut().text()).toMatch(/\+75\.01 \(\+2\.68%\)\s*Vol5\.79B/)
    expect(wrapper.attributes()).toMatchObject({
      'data-symbol': 'INDEX:SPX',
      'data-source': 'api',
      'data-bars-loaded': '500',
      'data-last-time': String(Date.parse('2020-04-17')),
    })
    expect(wrapper.find('[data-testid=origin]').text()).toBe('Sample')
  })

  it('draws a line where only closes are real, and marks samples without a server', async () => {
    const { wrapper, chart, readOut } = await open(samples, { symbol: 'NASDAQ:AAPL' })
    expect(chart.series()).toMatchObject({ shape: 'line', hasVolume: false })
    expect(readOut().text()).toMatch(/^Mar 2010\s*C223\.02\s*\+18\.40 \(\+8\.99%\)$/)
    expect(wrapper.find('[data-testid=origin]').text()).toBe('Offline sample')
  })

  it('goes on where a newer server names an origin that is not known here', async () => {
    const details = await samples.resolveSymbol('INDEX:SPX')
    const fields = Object.assign({}, details.library_custom_fields, { origin: 'replay' })
    const resolveSymbol = () => Promise.resolve({ ...details, library_custom_fields: fields })
    const { wrapper } = await open(apiSource({ resolveSymbol }))
    expect(wrapper.find('[data-testid=origin]').text()).toBe('replay')
  })

  it('reads out every decimal of a very fine tick', async () => {
    const details = { ...(await samples.resolveSymbol('INDEX:SPX')), pricescale: 100_000_000 }
    const satoshi = { open: 0.0000123, high: 0.000013, low: 0.00001, close: 0.0000125, volume: 1 }
    const bars = [0, 1].map((day) => ({ ...satoshi, time: day * 86_400_000 }))
    const { readOut, wrapper } = await open(
      apiSource({
        resolveSymbol: () => Promise.resolve(details),
        getBars: () => Promise.resolve({ bars, no_data: false }),
      }),
    )
    expect(readOut().text()).toMatch(/O0\.00001230.*H0\.00001300.*L0\.00001000.*C0\.00001250/)
    expect(readOut().text()).toContain('0.00000000 (0.00%)')
    await wrapper.find('[aria-label="Table of bars"]').trigger('click')
    expect(wrapper.find('.bar-table [data-field=open]').text()).toBe('0.00001230')
  })

  it('reads out the bar under the pointer', async () => {
    const { chart, wrapper, readOut } = await open(apiSource())
    chart.point(0)
    await wrapper.vm.$nextTick()
    expect(readOut().text()).toContain('Tue 24 Apr 2018')
    expect(readOut().text()).not.toContain('%')
    chart.point(null)
    await wrapper.vm.$nextTick()
    expect(readOut().text()).toContain('17 Apr 2020')
  })

  it('walks the bars by keyboard and speaks only then', async () => {
    const { chart, key, wrapper, readOut } = await open(apiSource())
    const spoken = () => wrapper.find('[aria-live=polite]').text()
    expect(spoken()).toBe('')
    await key('ArrowLeft')
    expect(readOut().text()).toContain('17 Apr 2020')
    await key('ArrowLeft')
    expect(spoken()).toMatch(
      /^Thu 16 Apr 2020: Open 2,799\.34, High .* Close 2,799\.55, change \+16\.19, \+0\.58%, volume 5\.18B$/,
    )
    await key('ArrowRight')
    await key('ArrowLeft', { shiftKey: true })
    await key('PageUp')
    await key('PageDown')
    await key('End')
    await key('Home')
    expect(readOut().text()).toContain('24 Apr 2018')
    expect(chart.calls.filter((call) => call.startsWith('point'))).toEqual(
      [499, 498, 499, 479, 459, 479, 499, 0].map((index) => `point ${index}`),
    )
    await key('+')
    await key('-')
    await key('a')
    await key('Home', { ctrlKey: true })
    await key('Escape')
    expect(chart.calls.slice(-3)).toEqual(['zoom 1.25', 'zoom 0.8', 'point null'])
    expect(spoken()).toBe('')
  })

  it('fetches older bars before they come into view, and keeps the bar that is read out', async () => {
    const { chart, wrapper, readOut } = await open(apiSource())
    chart.view(300, 499)
    await settle()
    expect(wrapper.attributes('data-bars-loaded')).toBe('500')
    chart.point(10)
    chart.view(20, 219)
    await wrapper.vm.$nextTick()
    const before = readOut().text()
    await settle()
    expect(chart.calls.at(-1)).toBe('prepend 1000')
    expect(wrapper.attributes('data-bars-loaded')).toBe('1500')
    expect(readOut().text().slice(0, 20)).toBe(before.slice(0, 20))
    expect(wrapper.attributes('data-view-first-time')).toBeDefined()
  })

  it('offers what the symbol has, and changes the resolution', async () => {
    const { wrapper } = await open(apiSource())
    const buttons = wrapper.findAll('.resolutions__common')
    expect(buttons.map((button) => button.text())).toEqual(['D', 'W', 'M'])
    await buttons[1]?.trigger('click')
    expect(wrapper.emitted('update:resolution')).toEqual([['1W']])
    await wrapper.setProps({ resolution: '1W' })
    await settle()
    expect(wrapper.attributes('data-resolution')).toBe('1W')
    expect(wrapper.find('[data-testid=read-out]').text()).toContain('Week of 13 Apr 2020')
  })

  it('shows the bars as a table, newest first', async () => {
    const { wrapper } = await open(apiSource())
    await wrapper.find('[aria-label="Table of bars"]').trigger('click')
    const rows = wrapper.findAll('.bar-table tbody tr')
    expect(rows).toHaveLength(300)
    expect(rows[0]?.attributes('data-time')).toBe(String(Date.parse('2020-04-17')))
    expect(rows[0]?.find('[data-field=volume]').attributes('title')).toBe('5,792,140,000')
    expect(wrapper.find('.bar-table caption').text()).toBe('S&P 500, 1 day bars, newest first')
  })

  it('passes the tools and the theme on to the drawing library', async () => {
    const { wrapper, chart } = await open(apiSource())
    await wrapper.find('[aria-label="Log scale"]').trigger('click')
    expect(wrapper.emitted('update:isLogScale')).toEqual([[true]])
    await wrapper.setProps({ isLogScale: true, theme: 'light' })
    await wrapper.find('[aria-label="Show all loaded bars"]').trigger('click')
    await wrapper.find('[aria-label="Go to the latest bar"]').trigger('click')
    expect(chart.calls.slice(-4)).toEqual(['log true', 'colors', 'fit', 'latest'])
    wrapper.unmount()
    expect(chart.calls.at(-1)).toBe('dispose')
  })

  it('credits the library with a link that a reader can follow', async () => {
    const { wrapper } = await open(apiSource())
    const link = wrapper.find('a[href="https://www.tradingview.com/"]')
    expect(link.text()).toBe('Charts by TradingView')
  })
})

describe('a chart without bars', () => {
  it('says when it tries again by itself, and recovers', async () => {
    vi.useFakeTimers()
    let isDown = true
    const source = apiSource({
      getBars: (request) =>
        isDown
          ? Promise.reject(new ApiUnreachable('bad_answer', 'Odd', { status: 503 }))
          : samples.getBars(request),
    })
    const opened = open(source)
    await vi.advanceTimersByTimeAsync(10)
    const { wrapper } = await opened
    expect(wrapper.find('[role=alert]').text()).toContain('Trying again in 1 s')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(wrapper.find('[role=alert]').text()).toContain('Trying again in 2 s')
    expect(wrapper.find('[role=alert] [aria-live]').attributes('aria-live')).toBe('off')
    isDown = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(wrapper.attributes('data-state')).toBe('ready')
  })

  it('says what failed with code, and loads when asked again', async () => {
    let isDown = true
    const source = apiSource({
      resolveSymbol: (symbol) =>
        isDown ? Promise.reject(new ApiUnreachable('timeout', 'No answer')) : samples.resolveSymbol(symbol),
    })
    const { wrapper } = await open(source)
    const alert = wrapper.find('[role=alert]')
    expect(alert.text()).toContain('The API does not answer')
    expect(alert.find('code').text()).toBe('timeout')
    isDown = false
    await alert.find('button').trigger('click')
    await settle()
    expect(wrapper.attributes('data-state')).toBe('ready')
  })

  it('tells how to import data for a symbol that has none', async () => {
    const details = { ...(await samples.resolveSymbol('NYSE:IBM')), supported_resolutions: [] }
    const { wrapper } = await open(apiSource({ resolveSymbol: () => Promise.resolve(details) }))
    expect(wrapper.text()).toContain('NYSE:IBM has no data yet')
    expect(wrapper.find('code').text()).toBe(
      'npm run tp -- import bars FILE --symbol NYSE:IBM --resolution 1D',
    )
  })
})

describe('a chart in trouble', () => {
  it('keeps its bars when the API goes away, and says that they are stale', async () => {
    const { wrapper } = await open(apiSource())
    await wrapper.setProps({ source: samples })
    await settle()
    expect(wrapper.attributes('data-state')).toBe('stale')
    expect(wrapper.find('.notice--warn').text()).toContain('Stale')
  })

  it('says when a refresh and older bars are tried again', async () => {
    vi.useFakeTimers()
    let isDown = false
    const api = apiSource({
      getBars: (request) =>
        isDown ? Promise.reject(new ApiUnreachable('network', 'gone')) : samples.getBars(request),
    })
    const opened = open(api)
    await vi.advanceTimersByTimeAsync(10)
    const { wrapper, chart } = await opened
    isDown = true
    chart.view(0, 100)
    await vi.advanceTimersByTimeAsync(10)
    expect(wrapper.find('.notice--warn').text()).toMatch(/^Older bars: .*Trying again in 1 s/)
    await wrapper.setProps({ source: { ...api } })
    await vi.advanceTimersByTimeAsync(10)
    expect(wrapper.find('.notice--warn').text()).toMatch(/^Not refreshed: .*Trying again in 1 s/)
    isDown = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(wrapper.find('.notice--warn').exists()).toBe(false)
  })

  it('says that older bars failed, and that the refresh did', async () => {
    let isDown = false
    const source = apiSource({
      getBars: (request) => (isDown ? Promise.reject(new Error('broken')) : samples.getBars(request)),
    })
    const { wrapper, chart } = await open(source)
    isDown = true
    chart.view(0, 100)
    await settle()
    expect(wrapper.find('.notice--warn').text()).toContain('Older bars')
    await wrapper.setProps({
      source: apiSource({ resolveSymbol: () => Promise.reject(new Error('broken')) }),
    })
    await settle()
    expect(wrapper.find('.notice--warn').text()).toContain('Not refreshed')
    isDown = false
    await wrapper.find('.notice__action').trigger('click')
    await settle()
    const retryOlder = wrapper.findAll('.notice__action').at(-1)
    await retryOlder?.trigger('click')
    await settle()
    expect(wrapper.attributes('data-bars-loaded')).toBe('1500')
  })
})
