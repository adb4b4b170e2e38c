import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import type { RecordedPart, recordSession } from '../../engine/src/determinism/record-session.fixture.ts'
import { inRepository } from '../../tools/platform/paths.ts'
import { capture } from '../../tools/platform/run-command.ts'

const fixture = inRepository('engine', 'src', 'determinism', 'record-session.fixture.ts')

/** Random sessions of the engine, all of so many inputs. */
export interface Sessions {
  readonly seeds: readonly number[]
  readonly inputs: number
}

/** What the sessions came to, in the order of their seeds. */
export type Records = readonly (readonly RecordedPart[])[]

/** Runs a script on this Node, and gives what it writes. */
async function runScript(lines: readonly string[], directory: string): Promise<string> {
  const programArguments = ['--input-type=module', '--eval', lines.join('\n')]
  const { code, output } = await capture({ program: process.execPath, programArguments, directory })
  if (code !== 0) throw new Error(output)
  return output
}

/** Records them as the server would: Node runs the sources as they are. */
export async function recordInNode({ seeds, inputs }: Sessions): Promise<Records> {
  const output = await runScript(
    [
      `import { recordSession } from '${pathToFileURL(fixture).href}'`,
      `const records = ${JSON.stringify(seeds)}.map((seed) => recordSession(seed, ${inputs}))`,
      'process.stdout.write(JSON.stringify(records))',
    ],
    inRepository(),
  )
  return JSON.parse(output) as Records
}

/** Records them as the app would: bundled and minified by Vite, in the page. */
export async function recordInPage(page: Page, sessions: Sessions): Promise<Records> {
  const folder = mkdtempSync(join(tmpdir(), 'trading-pro-engine-'))
  try {
    await buildBundle(folder)
    await page.goto('about:blank')
    await page.addScriptTag({ path: join(folder, 'engine.js') })
    return await page.evaluate(({ seeds, inputs }) => {
      const { engine } = globalThis as unknown as { engine: { recordSession: typeof recordSession } }
      return seeds.map((seed) => engine.recordSession(seed, inputs))
    }, sessions)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Vite is the front end's: it is run where that finds it. */
async function buildBundle(folder: string): Promise<void> {
  const options = {
    configFile: false,
    root: inRepository('engine'),
    logLevel: 'error',
    build: {
      target: 'es2023',
      minify: true,
      outDir: folder,
      lib: { entry: fixture, name: 'engine', formats: ['iife'], fileName: 'bundle' },
      rollupOptions: { output: { entryFileNames: 'engine.js' } },
    },
  }
  const lines = [`import { build } from 'vite'`, `await build(${JSON.stringify(options)})`]
  await runScript(lines, inRepository('frontend'))
}
