import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from '@playwright/test'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

for (const colorScheme of ['dark', 'light'] as const) {
  for (const path of ['/market/INDEX:SPX', '/market/SIM:AAPL', '/status', '/no/such/page']) {
    test(`axe finds nothing serious on ${path} in the ${colorScheme} theme`, async ({ browser }) => {
      const page = await browser.newPage({ colorScheme })
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await page.evaluate(axeSource)
      const findings = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }
        return (await axe.run()).violations
      })
      const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      await page.close()
    })
  }
}
