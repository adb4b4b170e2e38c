import { expect, test } from '@playwright/test'
import { watchErrors } from './support/page-errors.ts'

test('the reference of the stream shows every operation, and keeps to its content policy', async ({
  page,
}) => {
  const errors = watchErrors(page)
  await page.goto('/api/v1/docs/stream')
  await expect(page.locator('#introduction').getByText('Trading API: stream v1')).toBeVisible()
  const reference = page.locator('#reference')
  for (const text of ['market_data:{symbol}', 'orderbook:{symbol}:{depth}', 'heartbeat', 'subscribe']) {
    await expect(reference).toContainText(text)
  }
  expect(errors).toEqual([])
})
