import { describe, expect, it } from 'vitest'
import { addCounts, closingLine, countOne } from './counts.ts'
import { coverageByPackage, coverageTable, type CoverageSummary } from './coverage.ts'
import { countReport } from './playwright-report.ts'

describe('the closing line', () => {
  it('is exactly what CI reads', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
  })

  it('names skipped tests only where there are some', () => {
    expect(closingLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
  })

  it('adds up checks and tests', () => {
    const counts = addCounts([countOne(true), countOne(false), { passed: 5, failed: 1, skipped: 2 }])
    expect(counts).toEqual({ passed: 6, failed: 2, skipped: 2 })
  })
})

describe('countReport', () => {
  it('counts a flaky test and an error outside of tests as failed', () => {
    const report = { stats: { expected: 4, unexpected: 1, flaky: 2, skipped: 3 }, errors: [{}] }
    expect(countReport(report)).toEqual({ passed: 4, failed: 4, skipped: 3 })
  })
})

describe('coverageByPackage', () => {
  const share = (covered: number, total: number) => ({ covered, total })
  const summary: CoverageSummary = {
    total: { lines: share(0, 0), branches: share(0, 0) },
    '/repo/market/src/a.ts': { lines: share(95, 100), branches: share(0, 0) },
    '/repo/market/src/b.ts': { lines: share(87, 100), branches: share(8, 10) },
    '/repo/backend/src/a.ts': { lines: share(8, 10), branches: share(0, 0) },
  }

  it('adds the files of a package up and holds both shares against its floor', () => {
    const [market, backend] = coverageByPackage(summary, '/repo', ['market', 'backend'])
    expect(market).toMatchObject({ lines: 91, branches: 80, floor: 90, isEnough: false })
    expect(backend).toMatchObject({ lines: 80, branches: null, floor: 80, isEnough: true })
  })

  it('takes a package without any covered file as failed', () => {
    const packages = coverageByPackage(summary, '/repo', ['client'])
    expect(packages[0]?.isEnough).toBe(false)
    expect(coverageTable(packages)).toContain('TOO LOW')
  })
})
