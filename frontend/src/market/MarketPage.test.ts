import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, type Component } from 'vue'
import type { CreateChart } from '../chart/chart-adapter.ts'
import { createChartKey } from '../chart/useChartCanvas.ts'
import { recordingChart } from '../testing/charts.ts'
import { mountInApp, online, settle } from '../testing/mounting.ts'
import MarketPage from './MarketPage.vue'

let unmount: () => void = () => undefined
afterEach(() => {
  unmount()
  vi.unstubAllGlobals()
})

/** The page with a drawing library that throws as long as it is told to. */
async function open(parts: { canDraw?: () => boolean; stubs?: Record<string, Component> } = {}) {
  const { canDraw = () => true, stubs = {} } = parts
  const errors: unknown[] = []
  const createChart: CreateChart = (container, events) => {
    const adapter = recordingChart().create(container, events)
    const show: typeof adapter.show = (series) => {
      if (!canDraw()) throw new Error('Value is null')
      adapter.show(series)
    }
    return { ...adapter, show }
  }
  const app = await mountInApp(MarketPage, {
    mounting: {
      global: {
        stubs,
        config: { errorHandler: (error) => void errors.push(error) },
        provide: { [createChartKey as symbol]: createChart },
      },
    },
  })
  unmount = () => app.wrapper.unmount()
  await app.connection(online)
  const { wrapper } = app
  return {
    ...app,
    errors,
    chart: () => wrapper.find('[data-testid=chart]'),
    rows: () => wrapper.findAll('.market-data tbody tr'),
    failure: () => wrapper.find('[data-testid=broken-panel]'),
  }
}

describe('the market page', () => {
  it('goes on with its other panels when the chart breaks, and reloads it when asked', async () => {
    let canDraw = false
    const { chart, rows, failure, errors } = await open({ canDraw: () => canDraw })
    expect(failure().text()).toContain('The chart stopped working')
    expect(failure().text()).toContain('Value is null')
    expect(chart().exists()).toBe(false)
    expect(rows()).toHaveLength(6)
    expect(errors).toEqual([new Error('Value is null')])
    canDraw = true
    await failure().find('button').trigger('click')
    await settle()
    expect(failure().exists()).toBe(false)
    expect(chart().attributes()).toMatchObject({ 'data-state': 'ready', 'data-symbol': 'INDEX:SPX' })
  })

  it('shows the chart again when another symbol is opened', async () => {
    let canDraw = false
    const { chart, rows, failure } = await open({ canDraw: () => canDraw })
    canDraw = true
    await rows()[5]?.find('button').trigger('click')
    await settle()
    expect(failure().exists()).toBe(false)
    expect(chart().attributes('data-symbol')).toBe('NYSE:IBM')
  })

  it('goes on with the chart when the quotes break', async () => {
    const isBroken = ref(false)
    const MarketData = defineComponent(() => () => {
      if (isBroken.value) throw new Error('odd')
      return h('p', 'quotes')
    })
    const { chart, failure } = await open({ stubs: { MarketData } })
    isBroken.value = true
    await settle()
    expect(failure().text()).toContain('The quote list stopped working')
    expect(chart().attributes('data-state')).toBe('ready')
  })
})
