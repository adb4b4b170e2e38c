/**
 * Comparing random sessions with the textbook proves something only if it finds the faults that really
 * happen. Here they are planted, each alone, into a copy of the engine that runs in a process of its own.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { faults, namedFaults, sharedFaults, type Fault } from './faults.fixture.ts'
import { searchSessions, type Finding, type Judge, type Search } from './search-sessions.fixture.ts'

const SESSIONS_MAX = 96
const INPUTS = 2_000
/** A child that finds nothing looks at all sessions, and several of them share the cores. */
const CHILD_TIMEOUT_MS = 120_000
const TEST_TIMEOUT_MS = 180_000

const seeds = Array.from({ length: SESSIONS_MAX }, (_, index) => index + 1)

/** Text by path from `src`. Read once: every copy is of the same sources, whoever edits them meanwhile. */
type Sources = ReadonlyMap<string, string>

const sources = readSources(fileURLToPath(new URL('..', import.meta.url)))
const root = mkdtempSync(join(tmpdir(), 'planted-faults-'))

function readSources(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const needed = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  return new Map(needed.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

function plant({ path, before, after }: Fault): Sources {
  const text = sources.get(path)
  if (text === undefined) throw new Error(`there is no ${path}`)
  const parts = text.split(before)
  if (parts.length !== 2) throw new Error(`${path} has this ${parts.length - 1} times, not once: ${before}`)
  return new Map([...sources, [path, parts.join(after)]])
}

/** Writes a copy that Node can run; gives its folder. */
function writeCopy(files: Sources): string {
  const folder = mkdtempSync(join(root, 'copy-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [path, text] of files) {
    const file = join(folder, 'src', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

/** What the copy in a folder finds, in a process of its own: with a fault it may never come to an end. */
async function searchIn(folder: string, search: Search): Promise<Finding | null> {
  const fixture = pathToFileURL(join(folder, 'src/planted-faults/search-sessions.fixture.ts'))
  const script = [
    `import { ${searchSessions.name} as search } from '${fixture.href}'`,
    `process.stdout.write(JSON.stringify(search(${JSON.stringify(search)})))`,
  ].join('\n')
  const childArguments = ['--input-type=module', '--eval', script]
  const options = { timeout: CHILD_TIMEOUT_MS, killSignal: 'SIGKILL' } as const
  const { stdout } = await promisify(execFile)(process.execPath, childArguments, options)
  return JSON.parse(stdout) as Finding | null
}

const whole = writeCopy(sources)
const controls = new Map<string, Promise<Finding | null>>()

/** The same session without a fault: what is wrong there proves nothing. Each is looked at once. */
function controlOf(judge: Judge, seed: number): Promise<Finding | null> {
  const name = `${judge} ${seed}`
  const search: Search = { judge, check: null, seeds: [seed], inputs: INPUTS }
  const control = controls.get(name) ?? searchIn(whole, search)
  controls.set(name, control)
  return control
}

/**
 * What is found first in a session that is right without the fault; `null`: the fault is not found.
 *
 * @param check - the invariant that must find it alone; `null`: any may
 */
async function findFault(fault: Fault, judge: Judge, check: string | null = null): Promise<Finding | null> {
  const folder = writeCopy(plant(fault))
  for (let from = 0; ;) {
    const found = await searchIn(folder, { judge, check, seeds: seeds.slice(from), inputs: INPUTS })
    if (found === null || (await controlOf(judge, found.seed)) === null) return found
    from = seeds.indexOf(found.seed) + 1
  }
}

afterAll(() => {
  rmSync(root, { recursive: true })
})

describe('planting a fault', () => {
  const fault: Fault = { name: 'none', path: 'engine.ts', before: 'this.#clock = at + 0\n', after: '' }

  it('changes what stands in the file once', () => {
    const changed = [...plant(fault)].filter(([path, text]) => sources.get(path) !== text)
    expect(changed.map(([path]) => path)).toEqual(['engine.ts'])
  })

  it('is refused where the text is not there, or more than once', () => {
    expect(() => plant({ ...fault, path: 'engines.ts' })).toThrow('there is no engines.ts')
    expect(() => plant({ ...fault, before: 'this.#clock = then' })).toThrow('0 times, not once')
    expect(() => plant({ ...fault, before: 'import' })).toThrow(/\d\d times, not once/)
  })
})

describe.concurrent('random sessions', { timeout: TEST_TIMEOUT_MS }, () => {
  it.each(['textbook', 'invariants'] as const)('find nothing without a fault by the %s', async (judge) => {
    expect(await Promise.all([1, 2].map((seed) => controlOf(judge, seed)))).toEqual([null, null])
  })

  it.each(faults)('find by the textbook that $name', async (fault) => {
    expect(await findFault(fault, 'textbook'), `not found with the seeds 1 to ${SESSIONS_MAX}`).not.toBeNull()
  })

  it.each(namedFaults)('find by $check alone that $name', async (fault) => {
    expect(
      await findFault(fault, 'invariants', fault.check),
      `not found with the seeds 1 to ${SESSIONS_MAX}`,
    ).not.toBeNull()
  })

  it.each(sharedFaults)('find by the invariants that $name', async (fault) => {
    expect(
      await findFault(fault, 'invariants'),
      `not found with the seeds 1 to ${SESSIONS_MAX}`,
    ).not.toBeNull()
  })
})
