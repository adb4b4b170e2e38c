import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { packageNames, type PackageName } from '../packages.ts'
import { inRepository, repositoryRoot } from '../platform/paths.ts'
import { packageCommand, runInherited } from '../platform/run-command.ts'
import { addCounts, countOne, noCounts, type Counts } from './counts.ts'
import { coverageByPackage, coverageTable, type CoverageSummary } from './coverage.ts'

/** Every Vitest project: the packages, and the tools. */
export const allProjects: readonly string[] = [...packageNames, 'tools']

const isPackage = (name: string): name is PackageName => packageNames.some((known) => known === name)

function readCoverage(names: readonly PackageName[]): Counts {
  const file = inRepository('coverage', 'coverage-summary.json')
  if (!existsSync(file)) {
    console.log('There is no coverage: Vitest did not get so far.')
    return addCounts(names.map(() => countOne(false)))
  }
  const summary = JSON.parse(readFileSync(file, 'utf8')) as CoverageSummary
  const packages = coverageByPackage(summary, repositoryRoot, names)
  console.log(`\n${coverageTable(packages)}`)
  return addCounts(packages.map(({ isEnough }) => countOne(isEnough)))
}

/** Runs Vitest; the counts of its tests. `--project` and further arguments say what of. */
async function runVitest(name: string, rest: readonly string[]): Promise<Counts> {
  const countsFile = inRepository('.cache', `${name}-counts.json`)
  mkdirSync(inRepository('.cache'), { recursive: true })
  rmSync(countsFile, { force: true })
  const reporters = ['--reporter=default', '--reporter=./tools/test-run/vitest-counter.ts']
  const command = packageCommand('vitest', 'vitest', ['run', ...rest, ...reporters])
  const code = await runInherited({ ...command, environment: { VITEST_COUNTS: countsFile } })
  if (existsSync(countsFile)) return JSON.parse(readFileSync(countsFile, 'utf8')) as Counts
  console.log(`Vitest ended with code ${code} before it counted its tests.`)
  return countOne(false)
}

function runStreamProofs(): Promise<Counts> {
  return runVitest('stream-proofs', ['--project', 'stream-proofs', '--no-file-parallelism'])
}

/**
 * Runs the unit tests of the named projects and holds the coverage floors of their packages.
 * Counts each test, and the coverage of each package as one. Proofs run by themselves: to count what those
 * of the engine cover would make them take twice as long, and those of the stream need the whole machine.
 */
export async function runUnitTests(projects: readonly string[]): Promise<Counts> {
  rmSync(inRepository('coverage'), { recursive: true, force: true })
  const tests = await runVitest('vitest', [
    ...projects.flatMap((name) => ['--project', name]),
    '--coverage',
    // This run holds the floors itself, so that each package counts; a failed test must not hide its
    // coverage.
    '--coverage.reportOnFailure',
  ])
  const coverage = readCoverage(projects.filter(isPackage))
  const proofs = projects.includes('engine') ? await runVitest('proofs', ['--project', 'proofs']) : noCounts
  const stream = projects.includes('backend') ? await runStreamProofs() : noCounts
  return addCounts([tests, coverage, proofs, stream])
}
