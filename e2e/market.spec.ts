import { expect, test, type Locator, type Page } from '@playwright/test'
import { watchErrors } from './support/page-errors.ts'
import { readSampleDays } from './support/sample-file.ts'

const days = readSampleDays()

async function openChart(page: Page, path = '/market/INDEX:SPX'): Promise<Locator> {
  await page.goto(path)
  const chart = page.getByTestId('chart')
  await expect(chart).toHaveAttribute('data-state', 'ready')
  return chart
}

async function numberOf(chart: Locator, attribute: string): Promise<number> {
  return Number(await chart.getAttribute(attribute))
}

test('the S&P 500 is drawn without a complaint of the browser', async ({ page }) => {
  const errors = watchErrors(page)
  const chart = await openChart(page)
  await expect(chart).toHaveAttribute('data-symbol', 'INDEX:SPX')
  await expect(chart).toHaveAttribute('data-source', 'api')
  await expect(chart).toHaveAttribute('data-last-time', String(days.at(-1)?.time))
  expect(await countColors(page)).toBeGreaterThan(20)
  expect(errors).toEqual([])
})

/** Different colours on the chart's canvases: an empty chart has a handful. */
function countColors(page: Page): Promise<number> {
  return page.evaluate(() => {
    const colors = new Set<number>()
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid="chart"] canvas')) {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      if (pixels !== undefined) for (const color of new Uint32Array(pixels.buffer)) colors.add(color)
    }
    return colors.size
  })
}

test('the bars of March 2020 are those of the source file', async ({ page }) => {
  await openChart(page)
  await page.getByRole('button', { name: /table/i }).click()
  const march = days.filter(({ date }) => date.startsWith('2020-03'))
  expect(march).toHaveLength(22)
  for (const day of march) {
    const row = page.locator(`tr[data-time="${day.time}"]`)
    const texts = await Promise.all(
      ['open', 'high', 'low', 'close'].map((field) => row.locator(`[data-field="${field}"]`).innerText()),
    )
    expect(texts.map((text) => text.replaceAll(',', ''))).toEqual(day.prices)
  }
})

test('the arrow keys walk the bars and read them out', async ({ page }) => {
  const chart = await openChart(page)
  await chart.getByRole('application').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  const day = days.at(-2)
  const readOut = page.getByTestId('read-out')
  await expect(readOut).toHaveAttribute('data-time', String(day?.time))
  const text = (await readOut.innerText()).replaceAll(',', '')
  for (const price of day?.prices ?? []) expect(text).toContain(price)
})

test('a symbol is found by name with one wrong letter and opened by keyboard', async ({ page }) => {
  const chart = await openChart(page)
  await page.keyboard.press('/')
  await page.keyboard.type('Micrisoft')
  await expect(page.getByRole('option').first()).toContainText('MSFT')
  await page.keyboard.press('Enter')
  await expect(chart).toHaveAttribute('data-symbol', 'NASDAQ:MSFT')
  await expect(chart).toHaveAttribute('data-resolution', '1M')
  await expect(page).toHaveURL(/NASDAQ:MSFT/)
})

test('a click in the quote list opens the symbol', async ({ page }) => {
  const chart = await openChart(page)
  await page.getByText('International Business Machines').click()
  await expect(chart).toHaveAttribute('data-symbol', 'NYSE:IBM')
})

test('weeks and months are made of the days of the file', async ({ page }) => {
  const chart = await openChart(page)
  await page.getByRole('button', { name: 'M', exact: true }).click()
  await expect(chart).toHaveAttribute('data-resolution', '1M')
  await expect(chart).toHaveAttribute('data-state', 'ready')
  const last = days.filter(({ date }) => date.startsWith('2020-04'))
  await expect(chart).toHaveAttribute('data-last-time', String(last[0]?.time))
  await page.getByRole('button', { name: /table/i }).click()
  const row = page.locator(`tr[data-time="${last[0]?.time}"]`)
  await expect(row.locator('[data-field="open"]')).toHaveText(thousands(last[0]?.prices[0]))
  await expect(row.locator('[data-field="close"]')).toHaveText(thousands(last.at(-1)?.prices[3]))
})

function thousands(price = ''): string {
  return price.replace(/(\d)(?=(\d{3})+\.)/g, '$1,')
}

test('scrolling back loads older bars and the view stays where it is', async ({ page }) => {
  const chart = await openChart(page)
  const loaded = await numberOf(chart, 'data-bars-loaded')
  // The answer with older bars waits until the chart has come to rest.
  const held = Promise.withResolvers<undefined>()
  let isAsked = false
  await page.route('**/api/v1/datafeed/bars?*', async (route) => {
    isAsked = true
    await held.promise
    await route.continue()
  })
  await chart.getByRole('application').hover()
  await expect(async () => {
    await page.mouse.wheel(-400, 0)
    expect(isAsked).toBe(true)
  }).toPass({ timeout: 20_000 })
  const seen = await restingView(chart)
  held.resolve(undefined)
  await expect.poll(() => numberOf(chart, 'data-bars-loaded')).toBeGreaterThan(loaded)
  expect(await restingView(chart)).toBe(seen)
  expect(await numberOf(chart, 'data-first-time')).toBeLessThan(seen)
})

/** Time of the first bar in sight, once it no longer changes. */
async function restingView(chart: Locator): Promise<number> {
  let seen = NaN
  await expect(async () => {
    const before = seen
    seen = await numberOf(chart, 'data-view-first-time')
    expect(seen).toBe(before)
  }).toPass({ intervals: [200], timeout: 10_000 })
  return seen
}

test('the whole history can be reached, and it ends with the first row of the file', async ({ page }) => {
  const chart = await openChart(page)
  await chart.getByRole('application').focus()
  await expect(async () => {
    await page.keyboard.press('Home')
    await expect(chart).toHaveAttribute('data-history', 'exhausted', { timeout: 100 })
  }).toPass({ timeout: 30_000 })
  await expect(chart).toHaveAttribute('data-first-time', String(days[0]?.time))
  await expect(chart).toHaveAttribute('data-bars-loaded', String(days.length))
})

test('an unknown symbol says so and offers a way on', async ({ page }) => {
  await page.goto('/market/NOPE:NOPE')
  await expect(page.getByTestId('chart')).toHaveAttribute('data-state', 'failed')
  await expect(page.getByTestId('chart')).toContainText('unknown_symbol')
})

test('bars that fail or make no sense are asked for again by themselves', async ({ page }) => {
  const answers = [{ status: 503 }, { status: 200, json: { bars: [null], no_data: false } }]
  let asked = 0
  await page.route('**/api/v1/datafeed/bars?*', (route) => {
    const answer = answers[asked]
    asked += 1
    return answer === undefined ? route.continue() : route.fulfill(answer)
  })
  await page.goto('/market/INDEX:SPX')
  const chart = page.getByTestId('chart')
  // It counts down: a slow machine may see only the last second.
  await expect(chart).toContainText(/Trying again in [12] s/)
  await expect(chart).toContainText('bad_answer')
  await expect(chart).toHaveAttribute('data-state', 'ready', { timeout: 10_000 })
  expect(asked).toBe(3)
})

test('a chart that breaks leaves the quotes, and is back when it is reloaded', async ({ page }) => {
  // The drawing library cannot do without, and nothing else needs it.
  await page.addInitScript(() => {
    Object.assign(window, { KeptObserver: ResizeObserver, ResizeObserver: null })
  })
  await page.goto('/market/INDEX:SPX')
  const broken = page.getByTestId('broken-panel')
  await expect(broken).toContainText('The chart stopped working')
  await expect(page.getByTestId('market-data')).toContainText('International Business Machines')
  await page.evaluate(() => {
    Object.assign(window, { ResizeObserver: Reflect.get(window, 'KeptObserver') as unknown })
  })
  await broken.getByRole('button', { name: 'Reload panel' }).click()
  await expect(page.getByTestId('chart')).toHaveAttribute('data-state', 'ready')
})

test('the link that TradingView asks for is in sight', async ({ page }) => {
  await openChart(page)
  const link = page.getByRole('link', { name: /TradingView/ })
  await expect(link).toBeVisible()
  await expect(link).toHaveAttribute('href', 'https://www.tradingview.com/')
})

test('a phone shows the chart without sideways scrolling', async ({ page }) => {
  for (const width of [320, 390, 430]) {
    await page.setViewportSize({ width, height: 800 })
    await openChart(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  }
})
