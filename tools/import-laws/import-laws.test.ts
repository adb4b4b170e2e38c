import { describe, expect, it } from 'vitest'
import { packageNames } from '../packages.ts'
import type { Offence } from '../source/offence.ts'
import { parseScript, type ParsedScript } from '../source/parse.ts'
import { findCapabilityOffences } from './capability-rules.ts'
import { findEnvironmentReads } from './environment-rule.ts'
import { findPackageOffences, type PackageManifests } from './package-rules.ts'

const everyPackage = Object.fromEntries(packageNames.map((name) => [`@trading-pro/${name}`, '0.1.0']))

const manifests = Object.fromEntries(
  packageNames.map((name) => {
    const exports = name === 'engine' ? { './numbers': '' } : { '.': '' }
    return [name, { exports, dependencies: name === 'client' ? {} : everyPackage }]
  }),
) as unknown as PackageManifests

function parse(path: string, text: string): ParsedScript {
  const script = parseScript(path, text)
  if (script === null) throw new Error(`${path} is no script`)
  return script
}

const messages = (offences: readonly Offence[]): string[] => offences.map(({ message }) => message)

describe('import laws between packages', () => {
  it.each([
    ['contracts/src/a.ts', "import { x } from '@trading-pro/engine/numbers'", 'contracts must not import'],
    ['engine/src/a.ts', "import type { Bar } from '@trading-pro/market'", 'engine must not import market'],
    ['engine/src/a.ts', "import { readFileSync } from 'node:fs'", 'it stands without libraries'],
    ['market/src/a.ts', "import { x } from '@trading-pro/engine/book'", 'market must not import engine/book'],
    ['market/src/a.ts', "import { Kysely } from 'kysely'", 'it stands without libraries'],
    ['client/src/a.ts', "import { Bar } from '@trading-pro/contracts'", 'not among the dependencies'],
    ['client/src/a.ts', "export { app } from '@trading-pro/backend'", 'client must not import backend'],
    ['backend/src/a.ts', "const page = await import('@trading-pro/frontend')", 'must not import frontend'],
    ['backend/src/a.ts', "import { x } from '@trading-pro/engine/book'", 'no import past'],
    ['backend/src/a.ts', "import { x } from '@trading-pro/market/src/bars.ts'", 'no import past'],
    ['backend/src/a.ts', "import { x } from '../../market/src/index.ts'", 'leaves the package'],
    ['backend/src/a.ts', "import { x } from '@trading-pro/backend'", 'imports its own package'],
    ['backend/src/a.ts', "import { x } from './b'", 'needs the ending'],
    ['backend/src/a.ts', "import { x } from './b.js'", 'needs the ending'],
    ['backend/src/a.ts', "type X = import('../../frontend/src/a.ts').X", 'leaves the package'],
    ['frontend/src/A.vue', "<script setup>import x from '@trading-pro/backend'</script>", 'must not import'],
    ['market/src/a.test.ts', "import { x } from '@trading-pro/backend'", 'must not import backend'],
  ])('catches in %s: %s', (path, text, complaint) => {
    const offences = findPackageOffences(parse(path, text), manifests)
    expect(messages(offences)).toEqual([expect.stringContaining(complaint)])
  })

  it.each([
    ['market/src/a.ts', "import { ticks } from '@trading-pro/engine/numbers'"],
    ['market/src/a.test.ts', "import { readFileSync } from 'node:fs'"],
    ['contracts/src/a.ts', "import Type from 'typebox'\nimport document from '../openapi.json'"],
    ['backend/src/a.ts', "import { fastify } from 'fastify'\nimport { x } from '@trading-pro/client'"],
    ['frontend/src/a.ts', "import bars from '../../samples/stocks.csv?raw'\nimport './a.css'"],
    ['bench/rest.ts', "import { app } from '../backend/src/app.ts'"],
  ])('lets pass in %s: %s', (path, text) => {
    expect(findPackageOffences(parse(path, text), manifests)).toEqual([])
  })
})

describe('import laws inside the back end', () => {
  it.each([
    ['datafeed/a.routes.ts', "import { search } from '../symbols/ranking.ts'", 'past its service'],
    ['datafeed/a.service.ts', "import { openStore } from '../adapters/storage/store.ts'", 'types only'],
    ['platform/a.ts', "import type { Config } from '../config.ts'", 'platform stands below'],
    ['server.ts', "import { startTestServer } from './testing/test-server.ts'", 'for tests only'],
    ['adapters/storage/a.ts', "import { rank } from '../../symbols/symbols.service.ts'", 'an adapter stands'],
  ])('catches in %s: %s', (path, text, complaint) => {
    const offences = findCapabilityOffences(parse(`backend/src/${path}`, text))
    expect(messages(offences)).toEqual([expect.stringContaining(complaint)])
  })

  it.each([
    ['datafeed/a.routes.ts', "import { findSymbols } from '../symbols/symbols.service.ts'"],
    ['datafeed/a.routes.ts', "import { type Rank } from '../symbols/ranking.ts'"],
    ['datafeed/a.service.ts', "import type { MarketStore } from '../adapters/storage/market-store.ts'"],
    ['datafeed/a.service.ts', "import { problemOf } from '../platform/problem.ts'\nimport './bars.ts'"],
    ['datafeed/a.test.ts', "import { openStore } from '../adapters/storage/store.ts'"],
    ['testing/a.ts', "import { openStore } from '../adapters/storage/store.ts'"],
    ['import/import.fixture.ts', "import { rank } from '../symbols/ranking.ts'"],
    ['context.ts', "import { openStore } from './adapters/storage/store.ts'"],
  ])('lets pass in %s: %s', (path, text) => {
    expect(findCapabilityOffences(parse(`backend/src/${path}`, text))).toEqual([])
  })
})

describe('the one reader of the environment', () => {
  it.each([
    'const port = process.env.PORT',
    "const port = process['env']",
    "import { env } from 'node:process'",
    'const { env } = process',
  ])('catches: %s', (text) => {
    expect(findEnvironmentReads(parse('backend/src/app.ts', text))).toHaveLength(1)
  })

  it('gets the environment from the wiring, which looks at nothing in it', () => {
    const found = (text: string) => findEnvironmentReads(parse('backend/src/main.ts', text))
    expect(found('const config = loadConfig(process.env)')).toEqual([])
    expect(found('await run({ environment: process.env })')).toEqual([])
    expect(found('const port = Number(process.env.PORT)')).toHaveLength(1)
    const inside = parse('backend/src/bars/a.ts', 'const config = loadConfig(process.env)')
    expect(findEnvironmentReads(inside)).toHaveLength(1)
  })

  it('may be config.ts, a test, or a tool', () => {
    for (const path of ['backend/src/config.ts', 'backend/src/app.test.ts', 'tools/start.ts']) {
      expect(findEnvironmentReads(parse(path, 'const port = process.env.PORT'))).toEqual([])
    }
  })
})
