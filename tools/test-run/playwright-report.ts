import type { Counts } from './counts.ts'

/** The part of Playwright's JSON report that counts. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  /** What broke outside every test: a file that does not compile, a server that does not start. */
  readonly errors: readonly unknown[]
}

/** A test that passed only at a second try has failed once, and counts so. */
export function countReport({ stats, errors }: PlaywrightReport): Counts {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}
