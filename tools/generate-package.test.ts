import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from './platform/paths.ts'
import { capture, nodeCommand, packageCommand } from './platform/run-command.ts'

const bars = [
  { time: Date.UTC(2020, 2, 2), open: 1, high: 2, low: 1, close: 3090.23, volume: 5 },
  { time: Date.UTC(2020, 2, 3), open: 1, high: 2, low: 1, close: 3003.37, volume: 5 },
]
const problem = {
  type: '/problems/unknown_symbol',
  title: 'Unknown symbol',
  status: 404,
  detail: 'No instrument is called NONE.',
  instance: 'req-1',
  code: 'unknown_symbol',
  errors: [],
}
/** Answers every request for bars as the API would; `NONE` is no symbol. */
const server = createServer((request, response) => {
  const isUnknown = request.url?.includes('NONE') === true
  response.writeHead(isUnknown ? 404 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isUnknown ? problem : { bars, no_data: false }))
})

/** A folder of a user, outside the repository, with the package installed. */
let folder = ''
let apiUrl = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-package-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@trading-pro'), { recursive: true })
  await symlink(inRepository('node_modules', 'openapi-fetch'), join(modules, 'openapi-fetch'))
  const built = join(modules, '@trading-pro', 'client')
  const result = await capture(nodeCommand(inRepository('tools', 'generate-package.ts'), [built]))
  expect(result.code, result.output).toBe(0)
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await rm(folder, { recursive: true })
})

/** The example of the README, against the server of this test. */
async function readExample(): Promise<string> {
  const readme = await readFile(inRepository('client', 'README.md'), 'utf8')
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  expect(example).toContain('http://localhost:8000')
  return example.replace('http://localhost:8000', apiUrl)
}

async function run(name: string, text: string) {
  await writeFile(join(folder, name), text)
  return capture({ ...nodeCommand(name), directory: folder })
}

describe('the built package', () => {
  it('runs the example of the README in plain Node', async () => {
    const { code, output } = await run('example.js', await readExample())
    expect(output).toBe('2020-03-02 3090.23\n2020-03-03 3003.37\n')
    expect(code).toBe(0)
  })

  it('shows a refusal as the README says', async () => {
    const example = await readExample()
    const { output } = await run('refusal.js', example.replace('INDEX:SPX', 'NONE'))
    expect(output).toBe('unknown_symbol No instrument is called NONE.\n')
  })

  it('has types that accept the example, and refuse a wrong query', async () => {
    const example = await readExample()
    const compile = async (text: string) => {
      await writeFile(join(folder, 'typed.ts'), text)
      const compilerArguments = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'esnext',
        'typed.ts',
      ]
      return capture({ ...packageCommand('typescript', 'tsc', compilerArguments), directory: folder })
    }
    expect(await compile(example)).toEqual({ code: 0, output: '' })
    const wrong = await compile(example.replace('count_back: 5', "count_back: '5'"))
    expect(wrong.output).toContain("Type 'string' is not assignable to type 'number'")
  })

  it('may be published: its manifest has an entry, a licence and its only dependency', async () => {
    const built = join(folder, 'node_modules', '@trading-pro', 'client')
    const manifest: unknown = JSON.parse(await readFile(join(built, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({
      name: '@trading-pro/client',
      license: 'MIT',
      exports: { '.': { types: './index.d.ts', default: './index.js' } },
      dependencies: { 'openapi-fetch': '0.17.0' },
    })
    expect(manifest).not.toHaveProperty('private')
    expect(await readFile(join(built, 'LICENSE'), 'utf8')).toContain('MIT License')
  })
})
