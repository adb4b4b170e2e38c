import { defineConfig } from '@playwright/test'

/** `make test-e2e` sets these; a plain `playwright test` uses its own data directory, which it keeps. */
const port = process.env.E2E_PORT ?? '8765'
const dataDirectory = process.env.E2E_DATA_DIR ?? '.cache/e2e'
const chromium = process.env.CHROMIUM_PATH

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  timeout: 60_000,
  reporter: [['line'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    trace: 'retain-on-failure',
    // A recording needs a program that only Playwright's own download brings.
    video: 'off',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node backend/src/main.ts',
    url: `http://localhost:${port}/api/v1/health`,
    env: { PORT: port, DATA_DIR: dataDirectory },
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
})
