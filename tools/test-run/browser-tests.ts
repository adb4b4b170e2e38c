import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideChromium } from '../browser/provide-chromium.ts'
import { findFreePort } from '../platform/free-port.ts'
import { inRepository } from '../platform/paths.ts'
import { packageCommand, runInherited } from '../platform/run-command.ts'
import { ensureWebBuild } from '../web/web-build.ts'
import { countOne, type Counts } from './counts.ts'
import { countReport, type PlaywrightReport } from './playwright-report.ts'

async function runPlaywright(chromium: string, playwrightArguments: readonly string[]): Promise<Counts> {
  const report = inRepository('test-results', 'report.json')
  rmSync(report, { force: true })
  const dataDirectory = mkdtempSync(join(tmpdir(), 'trading-pro-e2e-'))
  try {
    const environment = {
      CHROMIUM_PATH: chromium,
      E2E_DATA_DIR: dataDirectory,
      E2E_PORT: String(await findFreePort()),
    }
    const command = packageCommand('@playwright/test', 'playwright', ['test', ...playwrightArguments])
    const code = await runInherited({ ...command, environment })
    if (existsSync(report)) {
      return countReport(JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport)
    }
    console.log(`Playwright ended with code ${code} and left no report.`)
    return countOne(false)
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** Runs the browser tests against the built product, on an empty data directory and a free port. */
export async function runBrowserTests(playwrightArguments: readonly string[] = []): Promise<Counts> {
  const chromium = await provideChromium()
  if (chromium === null) {
    console.log('There is no Chromium, and none could be installed: set CHROMIUM_PATH to yours.')
    return countOne(false)
  }
  console.log(`Browser tests in ${chromium}`)
  await ensureWebBuild()
  return runPlaywright(chromium, playwrightArguments)
}
