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
