import { expect, test, type Locator, type Page } from '@playwright/test'
import { watchErrors } from './support/page-errors.ts'
import { createProduct } from './support/product.ts'

/** All of it has to be there by then. */
const SHOWN_MS = 5_000
/** Trades come at random: a minute without one does not happen. */
const TRADED_MS = 60_000
const MINUTE_MS = 60_000

const screens = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const

/** Layout shifts of the page, whoever caused them, from now on. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts = { sum: 0 }
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.sum += Reflect.get(entry, 'value') as number
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** The shifts since the last call. */
function takeShifts(page: Page): Promise<number> {
  return page.evaluate(() => {
    const shifts = Reflect.get(window, 'shifts') as { sum: number }
    const { sum } = shifts
    shifts.sum = 0
    return sum
  })
}

async function expectMoving(panel: Locator, read: (panel: Locator) => Promise<string | null>): Promise<void> {
  const before = await read(panel)
  await expect.poll(() => read(panel), { timeout: TRADED_MS }).not.toBe(before)
}

for (const { name, width, height } of screens) {
  test(`a fresh installation opens on a market that moves, on a ${name}`, async ({ page }) => {
    test.setTimeout(3 * TRADED_MS)
    const errors = watchErrors(page)
    await watchShifts(page)
    await page.setViewportSize({ width, height })
    await page.goto('/')
    const chart = page.getByTestId('chart')
    await expect(chart).toHaveAttribute('data-symbol', 'SIM:AAPL', { timeout: SHOWN_MS })
    await expect(chart).toHaveAttribute('data-live', 'live', { timeout: SHOWN_MS })
    await expect(chart.getByTestId('origin')).toHaveText('Simulated')
    await expect(page.getByTestId('connection')).toHaveAttribute('data-stream', 'live')

    const book = page.getByTestId('order-book')
    await expect(book).toHaveAttribute('data-state', 'ready', { timeout: SHOWN_MS })
    await expect(book.getByTestId('spread')).toContainText('Spread')
    await takeShifts(page)
    await expectMoving(book, (panel) => panel.innerText())

    if (name === 'phone') await page.getByRole('tab', { name: 'Trades' }).click()
    const tape = page.getByTestId('trades')
    await expect(tape).toHaveAttribute('data-state', 'ready', { timeout: SHOWN_MS })
    await expectMoving(tape, (panel) => panel.getAttribute('data-newest'))
    await expectMoving(chart.getByTestId('read-out'), (readOut) => readOut.innerText())
    expect(await takeShifts(page)).toBeLessThan(0.02)
    expect(errors).toEqual([])
  })
}

test('a phone shows each panel of a market that moves without sideways scrolling', async ({ page }) => {
  for (const width of [320, 390, 430]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/market/SIM:BTCUSD?resolution=1')
    await expect(page.getByTestId('order-book')).toHaveAttribute('data-state', 'ready')
    for (const name of ['Trades', 'Quotes', 'Order book']) {
      await page.getByRole('tab', { name }).click()
      await expect(page.getByRole('tabpanel', { name }).getByTestId('age')).toHaveText('Live')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
  }
})

interface ApiBar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

for (const isNoticed of [true, false]) {
  const who = isNoticed ? 'everybody notices' : 'only the stream notices'
  test(`a server that goes and comes back leaves a continuous chart: ${who}`, async ({ page }) => {
    test.setTimeout(5 * MINUTE_MS)
    await using product = await createProduct()
    await product.start()
    if (!isNoticed) await keepHealthy(page, product.url)
    await page.goto(`${product.url}/market/SIM:AAPL?resolution=1`)
    const chart = page.getByTestId('chart')
    await expect(chart).toHaveAttribute('data-live', 'live')
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))

    await product.stop()
    const book = page.getByTestId('order-book')
    await expect(chart).toHaveAttribute('data-state', 'stale', { timeout: 15_000 })
    await expect(book).toHaveAttribute('data-state', 'stale', { timeout: 15_000 })
    await expect(book.getByTestId('age')).toContainText('Stale')
    await expect(page.getByTestId('connection')).toHaveAttribute('data-stream', 'reconnecting')
    await expect(page.getByTestId('offline-banner')).toHaveCount(isNoticed ? 1 : 0, { timeout: 15_000 })
    // Until the bar that was forming has closed, and nobody was told.
    const lastTime = Number(await chart.getAttribute('data-last-time'))
    await page.waitForTimeout(Math.max(0, lastTime + MINUTE_MS + 3_000 - Date.now()))

    await product.start()
    await expect(chart).toHaveAttribute('data-live', 'live', { timeout: 45_000 })
    await expect(chart).toHaveAttribute('data-state', 'ready', { timeout: 45_000 })
    await expect
      .poll(async () => Number(await chart.getAttribute('data-last-time')))
      .toBeGreaterThan(lastTime)
    await expect(book).toHaveAttribute('data-state', 'ready')
    await expect(page.getByTestId('trades')).toHaveAttribute('data-state', 'ready')
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage') as unknown)).toBe(true)
    await expectBarsOf(product.url, page)
  })
}

/** Lets the page believe that the server never went away. */
async function keepHealthy(page: Page, url: string): Promise<void> {
  const health: unknown = await (await page.request.get(`${url}/api/v1/health`)).json()
  await page.route('**/api/v1/health', (route) => route.fulfill({ json: health }))
}

/** Holds the closed bars at the end of the chart against history: none is missing, each is what it says. */
async function expectBarsOf(url: string, page: Page): Promise<void> {
  await page.getByRole('button', { name: /table/i }).click()
  const answer = await page.request.get(
    `${url}/api/v1/datafeed/bars?symbol=SIM:AAPL&resolution=1&count_back=30`,
  )
  const { bars } = (await answer.json()) as { bars: readonly ApiBar[] }
  const closed = bars.slice(0, -1)
  expect(closed.length).toBeGreaterThan(20)
  for (const [index, bar] of closed.entries()) {
    if (index > 0) expect(bar.time - (closed[index - 1]?.time ?? 0)).toBe(MINUTE_MS)
    const row = page.locator(`tr[data-time="${bar.time}"]`)
    for (const field of ['open', 'high', 'low', 'close'] as const) {
      await expect(row.locator(`[data-field="${field}"]`)).toHaveText(bar[field].toFixed(2))
    }
  }
}
