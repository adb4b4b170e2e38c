import { createRestClient } from '@trading-pro/client'
import { apiVersions } from '@trading-pro/contracts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { restClientKey } from './api/rest-client.ts'
import App from './App.vue'
import { samples } from './testing/sources.ts'
import { mountInApp, offline, online, settle, type MountingOptions } from './testing/mounting.ts'

let unmount: () => void = () => undefined
afterEach(() => {
  unmount()
  vi.unstubAllGlobals()
})

const noChunk = 'Failed to fetch dynamically imported module: http://a.test/assets/s.js'
const versions = {
  current_version: 'v1',
  available_versions: apiVersions.map((version) => ({
    version: version.version,
    release_date: version.releaseDate,
    status: version.status,
    breaking_changes: [...version.breakingChanges],
    deprecation_notice: version.deprecationNotice,
    sunset_date: version.sunsetAt,
  })),
  documentation_url: '/api/v1/docs',
  support_contact: 'here',
}
const datafeed = {
  status: 'ok',
  message: 'Datafeed is running',
  symbols_loaded: 6,
  bars_count: 5_665,
  timestamp: '2026-11-22T12:00:00.000Z',
}

async function open(options: MountingOptions = {}, listed: unknown = versions) {
  const client = createRestClient({
    baseUrl: 'http://api.test',
    fetch: (request) => Promise.resolve(Response.json(request.url.endsWith('versions') ? listed : datafeed)),
  })
  const errors: unknown[] = []
  const app = await mountInApp(App, {
    ...options,
    mounting: {
      global: {
        config: { errorHandler: (error) => void errors.push(error) },
        provide: { [restClientKey as symbol]: client },
      },
    },
  })
  unmount = () => app.wrapper.unmount()
  await settle()
  const chart = () => app.wrapper.find('[data-testid=chart]')
  return { ...app, errors, chartPanel: chart, badge: () => app.wrapper.find('[data-testid=connection]') }
}

describe('the app', () => {
  it('connects, and shows the S&P 500 of the API', async () => {
    const { connection, badge, chartPanel, router } = await open({ address: '/' })
    expect(badge().text()).toBe('Connecting')
    await connection(online)
    expect(badge().text()).toBe('Live API12 ms')
    expect(chartPanel().attributes()).toMatchObject({ 'data-source': 'api', 'data-symbol': 'INDEX:SPX' })
    await settle()
    expect(router.currentRoute.value.fullPath).toBe('/market/INDEX:SPX?resolution=1D')
    expect(document.title).toBe('SPX · S&P 500 · Trading Pro')
  })

  it('opens without a back end, marked as offline, and connects by itself', async () => {
    const { wrapper, connection, badge, chartPanel, probes } = await open()
    await connection(offline())
    expect(badge().text()).toBe('Offline')
    const banner = wrapper.find('[data-testid=offline-banner]')
    expect(banner.text()).toContain('OFFLINE · the API does not answer. You see bundled samples')
    expect(banner.text()).toMatch(/next attempt in [89] s/)
    expect(chartPanel().attributes('data-source')).toBe('samples')
    await banner.find('button').trigger('click')
    expect(probes()).toBe(1)
    await connection(offline({ nextProbeAtMs: null, hadContact: true }))
    expect(banner.text()).toContain('the API went away')
    expect(banner.text()).toContain('trying now')
    await connection(online)
    expect(wrapper.find('[data-testid=offline-banner]').exists()).toBe(false)
    expect(chartPanel().attributes('data-source')).toBe('api')
  })

  it('says so when not even the samples can be loaded', async () => {
    let isMissing = true
    const { wrapper, connection, chartPanel } = await open({
      loadSampleSource: () => (isMissing ? Promise.reject(new Error(noChunk)) : Promise.resolve(samples)),
    })
    await connection(offline())
    expect(wrapper.find('[data-testid=offline-banner]').text()).toContain('samples could not be loaded')
    const alert = chartPanel().find('[role=alert]')
    expect(alert.text()).toContain('Nothing can be loaded until the server is back')
    expect(wrapper.text()).not.toContain('.js')
    isMissing = false
    await alert.find('button').trigger('click')
    await settle()
    expect(chartPanel().attributes('data-source')).toBe('samples')
  })

  it('keeps the chart of an API that took the samples with it, and says so in the search', async () => {
    const { wrapper, connection, chartPanel } = await open({
      loadSampleSource: () => Promise.reject(new Error(noChunk)),
    })
    await connection(online)
    const bars = chartPanel().attributes('data-bars-loaded')
    await connection(offline({ hadContact: true }))
    expect(chartPanel().attributes()).toMatchObject({
      'data-source': 'api',
      'data-state': 'stale',
      'data-bars-loaded': bars,
    })
    const banner = wrapper.find('[data-testid=offline-banner]')
    expect(banner.text()).toContain('nothing else can be loaded until it is back')
    await wrapper.find('input').trigger('focus')
    await settle()
    expect(wrapper.find('.search__message').text()).toContain(
      'Nothing can be loaded until the server is back',
    )
    expect(wrapper.text()).not.toContain('.js')
    await connection(online)
    expect(wrapper.findAll('[role=option]').length).toBeGreaterThan(0)
    expect(chartPanel().attributes('data-state')).toBe('ready')
  })

  it('opens symbols from the search and from the quote list', async () => {
    const { wrapper, connection, router, chartPanel } = await open()
    await connection(online)
    await wrapper.find('tr[data-symbol="NYSE:IBM"] button').trigger('click')
    await settle()
    expect(chartPanel().attributes('data-symbol')).toBe('NYSE:IBM')
    const input = wrapper.find('input')
    await input.trigger('focus')
    await settle()
    await input.trigger('keydown', { key: 'Enter' })
    await settle()
    expect(router.currentRoute.value.params['symbol']).toBe('INDEX:SPX')
  })

  it('keeps settings: resolution in the address, scale and watch list in the browser', async () => {
    const { wrapper, connection, router } = await open()
    await connection(online)
    await wrapper.findAll('.resolutions__common')[1]?.trigger('click')
    await settle()
    expect(router.currentRoute.value.query).toEqual({ resolution: '1W' })
    await wrapper.find('[aria-label="Log scale"]').trigger('click')
    await wrapper.find('[aria-label="Remove IBM"]').trigger('click')
    await settle()
    expect(wrapper.find('tr[data-symbol="NYSE:IBM"]').exists()).toBe(false)
    expect(wrapper.find('[aria-label="Log scale"]').attributes('aria-pressed')).toBe('true')
  })

  it('goes through the themes, and follows the system in the first', async () => {
    const { wrapper, browser } = await open()
    const theme = () => document.documentElement.dataset['theme']
    expect(theme()).toBe('dark')
    browser.setSystemLight(true)
    expect(theme()).toBe('light')
    const toggle = wrapper.find('[data-testid=theme]')
    const seen: (string | undefined)[] = []
    for (let click = 0; click < 3; click += 1) {
      await toggle.trigger('click')
      seen.push(`${toggle.attributes('title')} ${theme()}`)
    }
    expect(seen).toEqual(['Theme: dark dark', 'Theme: light light', 'Theme: as the system light'])
  })

  it('has keys for the search and for the list of keys, but not where text is typed', async () => {
    const { wrapper } = await open()
    const press = (key: string, target: EventTarget = document.body) =>
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    press('/')
    expect(document.activeElement).toBe(wrapper.find('input').element)
    press('?', wrapper.find('input').element)
    await vi.dynamicImportSettled()
    expect(document.body.textContent).not.toContain('Walk the bars')
    press('?')
    await vi.dynamicImportSettled()
    await settle()
    expect(document.body.textContent).toContain('Walk the bars')
    press('x')
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', ctrlKey: true, bubbles: true }))
  })

  it('has a page for addresses that lead nowhere, with a way out', async () => {
    const { wrapper } = await open({ address: '/nowhere' })
    expect(wrapper.text()).toContain('There is nothing at this address')
    expect(wrapper.find('main a[href="/market"]').exists()).toBe(true)
  })
})

describe('a page that breaks', () => {
  it('says so, and leaves the way to the others', async () => {
    const { wrapper, connection, router, chartPanel, errors } = await open({ address: '/status' })
    await connection(online)
    const broken = () => {
      throw new Error('A defect')
    }
    router.addRoute({ path: '/broken', component: { render: broken } })
    await router.push('/broken')
    await settle()
    expect(wrapper.find('[data-testid=broken-panel]').text()).toContain('The main panel stopped working')
    expect(errors.length).toBeGreaterThan(0)
    await router.push('/market')
    await settle()
    expect(wrapper.find('[data-testid=broken-panel]').exists()).toBe(false)
    expect(chartPanel().attributes('data-symbol')).toBe('INDEX:SPX')
  })
})

describe('the status page', () => {
  it('shows connection, data, checks and versions', async () => {
    const { wrapper, connection } = await open({ address: '/status' })
    expect(wrapper.find('[data-testid=connection-word]').text()).toBe('Connecting')
    await connection(online)
    const text = wrapper.find('main').text()
    expect(wrapper.find('[data-testid=connection-word]').text()).toBe('Connected')
    for (const part of [
      '12 ms',
      'OK · 6 instruments',
      '5,665',
      'stable',
      'Health endpoint renamed to status',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('says that versions make no sense, and shows the rest', async () => {
    const { wrapper, connection } = await open(
      { address: '/status' },
      { ...versions, available_versions: [null] },
    )
    await connection(online)
    expect(wrapper.find('[data-testid=connection-word]').text()).toBe('Connected')
    expect(wrapper.find('[data-testid=broken-panel]').exists()).toBe(false)
    expect(wrapper.find('main').text()).toContain('The answer cannot be used')
  })

  it('shows a degraded server as such', async () => {
    const { wrapper, connection } = await open({ address: '/status' })
    if (online.kind !== 'online') throw new Error('online is online')
    const { contact } = online
    await connection({
      ...online,
      contact: { ...contact, health: { ...contact.health, status: 'degraded' } },
    })
    expect(wrapper.find('[data-testid=connection-word]').text()).toBe('Degraded')
  })

  it('counts down to the next attempt, keeps the last contact, and tries when asked', async () => {
    const { wrapper, connection, probes } = await open({ address: '/status' })
    await connection(offline({ hadContact: true }))
    const text = () => wrapper.find('main').text()
    expect(wrapper.find('[data-testid=connection-word]').text()).toBe('Offline')
    expect(text()).toMatch(/in [89] s/)
    expect(text()).toContain('just now')
    await connection(offline({ nextProbeAtMs: null }))
    expect(text()).toContain('Trying now')
    expect(text()).toContain('Never')
    await wrapper.find('.button--primary').trigger('click')
    expect(probes()).toBe(1)
  })

  it('copies a report, or shows it where there is no clipboard', async () => {
    const copied: string[] = []
    const { wrapper, connection } = await open({ address: '/status' })
    await connection(online)
    const button = wrapper.findAll('.status__actions button')[1]
    await button?.trigger('click')
    await settle()
    expect(wrapper.find('details').attributes('open')).toBeDefined()
    vi.stubGlobal('navigator', {
      userAgent: 'test',
      clipboard: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    })
    await button?.trigger('click')
    await settle()
    expect(button?.text()).toBe('Copied')
    expect(copied[0]).toContain('Connection: Connected. Trading API is running')
    expect(copied[0]).toContain('Data: ok, 6 symbols, 5665 bars')
    await connection(offline({ hadContact: true }))
    expect(wrapper.find('pre').text()).toContain('Failed attempts: 3 (code network)')
  })
})
