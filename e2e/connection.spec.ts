import { createServer } from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createProduct } from './support/product.ts'

test('the app says OFFLINE when the API goes and comes back by itself', async ({ page }) => {
  await using product = await createProduct()
  await product.start()
  await page.goto(product.url)
  const chart = page.getByTestId('chart')
  await expect(chart).toHaveAttribute('data-source', 'api')

  await product.stop()
  await expect(page.getByText('OFFLINE').first()).toBeVisible({ timeout: 30_000 })

  await product.start()
  await expect(page.getByText('Live API').first()).toBeVisible({ timeout: 40_000 })
  await expect(chart).toHaveAttribute('data-source', 'api')
  await expect(chart).toHaveAttribute('data-state', 'ready')
})

/** Whatever browsers write into their errors, the user is told in words. */
const MODULE_ADDRESS = /assets\/|\.js\b/

test('an open chart outlives its server, and the search then answers from samples', async ({ page }) => {
  await using product = await createProduct()
  await product.start()
  const samplesFetched = page.waitForResponse(/bundled-samples/, { timeout: 20_000 })
  await page.goto(`${product.url}/market/INDEX:SPX`)
  const chart = page.getByTestId('chart')
  await expect(chart).toHaveAttribute('data-state', 'ready')
  const bars = (await chart.getAttribute('data-bars-loaded')) ?? ''
  expect(Number(bars)).toBeGreaterThan(100)
  await (await samplesFetched).finished()

  await product.stop()
  await expect(page.getByTestId('offline-banner')).toContainText('What it sent stays on screen', {
    timeout: 30_000,
  })
  await expect(chart).toHaveAttribute('data-state', 'stale')
  await page.getByLabel('Search symbols').fill('ibm')
  await expect(page.locator('[role=option][data-ticker="NYSE:IBM"]')).toBeVisible()
  await page.keyboard.press('Escape')
  // Some attempts to reach the server later, the candles are still those that it sent.
  await page.waitForTimeout(5_000)
  await expect(chart).toHaveAttribute('data-source', 'api')
  await expect(chart).toHaveAttribute('data-bars-loaded', bars)
  await expect(chart.locator('canvas').first()).toBeVisible()
  await expect(page.locator('body')).not.toContainText(MODULE_ADDRESS)

  await product.start()
  await expect(page.getByTestId('connection')).toContainText('Live API', { timeout: 40_000 })
  await expect(chart).toHaveAttribute('data-state', 'ready')
})

test('a server that takes the samples with it leaves the chart, and the search says so', async ({ page }) => {
  await page.route(/bundled-samples/, (route) => route.abort('connectionrefused'))
  await page.goto('/market/INDEX:SPX')
  const chart = page.getByTestId('chart')
  await expect(chart).toHaveAttribute('data-state', 'ready')
  await page.route('**/api/**', (route) => route.abort('connectionrefused'))
  const banner = page.getByTestId('offline-banner')
  await expect(banner).toContainText('nothing else can be loaded', { timeout: 20_000 })
  await expect(chart).toHaveAttribute('data-state', 'stale')
  await expect(chart).toHaveAttribute('data-source', 'api')
  const search = page.getByLabel('Search symbols')
  await search.fill('ibm')
  await expect(page.locator('.search__message')).toContainText(
    'Nothing can be loaded until the server is back',
  )
  await expect(page.locator('body')).not.toContainText(MODULE_ADDRESS)

  // A browser may remember that a module failed: the page finds a way to fetch it all the same.
  await page.unroute(/bundled-samples/)
  await expect(banner).toContainText('anything else comes from bundled samples', { timeout: 20_000 })
  await search.fill('ib')
  await expect(page.locator('[role=option][data-ticker="NYSE:IBM"]')).toBeVisible()
  await expect(chart).toHaveAttribute('data-state', 'stale')
})

test('the sign-in page of a network is not taken for the API', async ({ page }) => {
  await page.route('**/api/**', (route) => route.fulfill({ json: { status: 'ok', login: '/portal' } }))
  await page.goto('/market/INDEX:SPX')
  await expect(page.getByText('OFFLINE').first()).toBeVisible()
  const chart = page.getByTestId('chart')
  await expect(chart).toHaveAttribute('data-source', 'samples')
  await page.unroute('**/api/**')
  await expect(chart).toHaveAttribute('data-source', 'api', { timeout: 40_000 })
})

test('without a back end the app opens on the bundled samples, marked OFFLINE', async ({ page }) => {
  const files = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path.startsWith('/api/')) {
      response.writeHead(502).end()
      return
    }
    const name = extname(path) === '' ? 'index.html' : path
    readFile(join('frontend', 'dist', name)).then(
      (content) => response.writeHead(200, { 'content-type': mediaType(name) }).end(content),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(files, 'listening')
  const address = files.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  try {
    await page.goto(`http://127.0.0.1:${address.port}/`)
    const chart = page.getByTestId('chart')
    await expect(chart).toHaveAttribute('data-source', 'samples', { timeout: 20_000 })
    await expect(chart).toHaveAttribute('data-symbol', 'INDEX:SPX')
    await expect(page.getByText('OFFLINE').first()).toBeVisible()
    await page.getByRole('button', { name: 'W', exact: true }).click()
    await expect(chart).toHaveAttribute('data-resolution', '1W')
  } finally {
    files.closeAllConnections()
    files.close()
  }
})

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

function mediaType(name: string): string {
  return mediaTypes[extname(name)] ?? 'application/octet-stream'
}
