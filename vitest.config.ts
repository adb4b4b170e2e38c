import { defineConfig } from 'vitest/config'
import { packageNames } from './tools/packages.ts'

const nodePackages = packageNames.filter((name) => name !== 'frontend')

/** Random sessions that go on for a minute and more; they run without coverage. */
const proofs = ['src/properties/*.test.ts', 'src/planted-faults/*.test.ts']

/** Minutes of the running product with hundreds of clients; one file after the other. */
const streamProofs = 'tools/stream-proofs/*.test.ts'

export default defineConfig({
  test: {
    projects: [
      ...nodePackages.map((name) => ({
        test: {
          name,
          root: name,
          include: ['src/**/*.test.ts'],
          exclude: name === 'engine' ? proofs : [],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      })),
      { test: { name: 'proofs', root: 'engine', include: proofs, testTimeout: 20_000, hookTimeout: 60_000 } },
      {
        extends: './frontend/vite.config.ts',
        root: './frontend',
        test: {
          name: 'frontend',
          environment: 'jsdom',
          include: ['src/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'tools',
          root: '.',
          include: ['tools/**/*.test.ts'],
          exclude: [streamProofs],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'stream-proofs', root: '.', include: [streamProofs], hookTimeout: 90_000 } },
    ],
    // The floors are held by tools/test-run/coverage.ts, which tells them apart by package.
    coverage: {
      provider: 'v8',
      // Matched from the folder of each project.
      include: ['**/src/**/*.{ts,vue}'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts', '**/src/testing/**', '**/*.d.ts', '**/generated/**'],
      reporter: ['json-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
})
