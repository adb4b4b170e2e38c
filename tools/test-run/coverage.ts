import { packageLaws, packageNames, type PackageName } from '../packages.ts'

interface Share {
  readonly total: number
  readonly covered: number
}

/** Of coverage-summary.json, by absolute path; `total` is the sum of all. */
export type CoverageSummary = Readonly<Record<string, { readonly lines: Share; readonly branches: Share }>>

export interface PackageCoverage {
  readonly name: PackageName
  /** In percent; null where the package has none to cover. */
  readonly lines: number | null
  readonly branches: number | null
  readonly floor: number
  readonly isEnough: boolean
}

function percentOf(shares: readonly Share[]): number | null {
  const total = shares.reduce((sum, share) => sum + share.total, 0)
  const covered = shares.reduce((sum, share) => sum + share.covered, 0)
  return total === 0 ? null : (covered / total) * 100
}

/** Line and branch coverage of each of the packages, against its floor. */
export function coverageByPackage(
  summary: CoverageSummary,
  root: string,
  names: readonly PackageName[] = packageNames,
): PackageCoverage[] {
  const files = Object.entries(summary).map(([path, shares]) => ({
    path: path.replaceAll('\\', '/'),
    ...shares,
  }))
  const base = root.replaceAll('\\', '/')
  return names.map((name) => {
    const own = files.filter(({ path }) => path.startsWith(`${base}/${name}/src/`))
    const lines = percentOf(own.map((file) => file.lines))
    const branches = percentOf(own.map((file) => file.branches))
    const floor = packageLaws[name].coverageFloor
    const isEnough = lines !== null && lines >= floor && (branches === null || branches >= floor)
    return { name, lines, branches, floor, isEnough }
  })
}

const percent = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} %`).padStart(9)

/** One line per package, for people. */
export function coverageTable(packages: readonly PackageCoverage[]): string {
  const rows = packages.map(({ name, lines, branches, floor, isEnough }) => {
    const verdict = isEnough ? '' : '   TOO LOW'
    return `${name.padEnd(10)}${percent(lines)}${percent(branches)}${percent(floor)}${verdict}`
  })
  return [
    `${'coverage'.padEnd(10)}${'lines'.padStart(9)}${'branches'.padStart(9)}${'floor'.padStart(9)}`,
    ...rows,
  ].join('\n')
}
