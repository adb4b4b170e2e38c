import { openApiDocument } from '@trading-pro/contracts'
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkGenerated, generate } from './generate-all.ts'
import { repositoryRoot } from './platform/paths.ts'
import { capture, nodeCommand } from './platform/run-command.ts'

const generatedPaths = [
  'client/src/generated/v1/models.ts',
  'client/src/generated/v1/operations.ts',
  'client/src/generated/v1/schema.ts',
  'client/src/generated/v1/stream-models.ts',
  'client/src/generated/v1/stream-schema.ts',
  'contracts/asyncapi.json',
  'contracts/openapi.json',
  'docs/reference/operations.md',
  'docs/reference/problems.md',
  'docs/reference/stream-codes.md',
]
/** Nothing listens on port 1. */
const nowhere = 'http://127.0.0.1:1'

let root = ''
const cleanups: (() => void)[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generate-'))
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup()
  await rm(root, { recursive: true })
})

function read(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8')
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

/** A real server on a free port; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  cleanups.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An API that serves the text as its document, and nothing else. */
function serveDocument(text: string, status = 200): Promise<string> {
  return serve((request, response) => {
    const isDocument = request.url === '/api/v1/openapi.json'
    response.writeHead(isDocument ? status : 404, { 'content-type': 'application/json' })
    response.end(isDocument ? text : '{}')
  })
}

const document = openApiDocument('v1')

/** The document with one more operation. */
function documentWith(operation: object): string {
  return JSON.stringify({ ...document, paths: { ...document.paths, '/api/v1/added': { get: operation } } })
}

const unsound = 'its document is not sound'
const added = {
  operationId: 'getAdded',
  summary: 'Ends a comment */ and goes on',
  responses: { 200: { description: 'It', content: { 'application/json': { schema: { type: 'string' } } } } },
}

describe('generating', () => {
  it('makes every file where there is none, and changes nothing the second time', async () => {
    const first = await generate(root, nowhere)
    expect(first.changes).toEqual(generatedPaths.map((path) => ({ path, kind: 'missing' })))
    expect((await generate(root, nowhere)).changes).toEqual([])
    expect(await checkGenerated(root)).toEqual([])
  })

  it('makes exactly the files that this repository holds', async () => {
    await generate(root, nowhere)
    for (const path of generatedPaths) {
      expect(await read(path), path).toBe(await readFile(join(repositoryRoot, path), 'utf8'))
    }
  })

  it('restores what was deleted or changed, and removes what it no longer makes, there only', async () => {
    await generate(root, nowhere)
    await rm(join(root, 'client/src/generated'), { recursive: true })
    await write('docs/reference/problems.md', 'edited by hand')
    await write('docs/reference/old/gone.md', 'of an older generator')
    await write('docs/guide.md', 'written by hand')
    expect((await generate(root, nowhere)).changes).toEqual([
      ...generatedPaths.slice(0, 5).map((path) => ({ path, kind: 'missing' })),
      { path: 'docs/reference/old/gone.md', kind: 'not generated any more' },
      { path: 'docs/reference/problems.md', kind: 'different' },
    ])
    expect(await checkGenerated(root)).toEqual([])
    expect(await read('docs/guide.md')).toBe('written by hand')
  })

  it('lists every problem code and operation in the reference', async () => {
    await generate(root, nowhere)
    expect(await read('docs/reference/problems.md')).toMatch(/\| `unknown_symbol` +\| 404 /)
    expect(await read('docs/reference/operations.md')).toMatch(
      /\| `getBars` +\| `GET \/api\/v1\/datafeed\/bars` /,
    )
  })
})

describe('the specification of the client', () => {
  it('comes from the running API, if one answers with another contract, and that is said', async () => {
    const apiUrl = await serveDocument(documentWith(added))
    const { source } = await generate(root, apiUrl)
    expect(source).toBe(`Client from the running API at ${apiUrl}; it differs from the contract of this code`)
    const operations = await read('client/src/generated/v1/operations.ts')
    expect(operations).toContain(`getAdded: { method: 'get', path: '/api/v1/added', answer: 'json' }`)
    expect(operations).toContain('Ends a comment *\\/ and goes on')
    expect(await read('client/src/generated/v1/schema.ts')).toContain('getAdded')
    expect(await read('contracts/openapi.json')).not.toContain('getAdded')
    const drift = (await checkGenerated(root)).map(({ path }) => path)
    expect(drift).toEqual(['client/src/generated/v1/operations.ts', 'client/src/generated/v1/schema.ts'])
  })

  it('comes from the running API, if it has the contract of this code', async () => {
    const apiUrl = await serveDocument(JSON.stringify(document))
    expect((await generate(root, apiUrl)).source).toBe(`Client from the running API at ${apiUrl}`)
    expect(await checkGenerated(root)).toEqual([])
  })

  it.each<[string, string, string]>([
    ['a page', '<!doctype html><title>Web app</title>', 'what it serves is not JSON'],
    ['garbage in JSON', '[1, 2]', 'what it serves is no OpenAPI document'],
    ['null', 'null', 'what it serves is no OpenAPI document'],
    [
      'another API',
      JSON.stringify({ ...document, info: { title: 'Pets' } }),
      'it is "Pets", not Trading API',
    ],
    [
      'another version',
      JSON.stringify({ ...document, info: { ...document.info, version: 'v2' } }),
      'its version is "v2"',
    ],
    ['no paths', JSON.stringify({ ...document, paths: {} }), 'its document has no paths'],
    ['an operation without a name', documentWith({ ...added, operationId: '' }), unsound],
    [
      'an operation whose name is code',
      documentWith({ ...added, operationId: 'a: {} }; process.exit(); ({ b' }),
      unsound,
    ],
    ['an operation without a success', documentWith({ ...added, responses: {} }), unsound],
    [
      'a reference to nowhere',
      documentWith({ ...added, responses: { 200: { $ref: '#/components/responses/None' } } }),
      unsound,
    ],
  ])('comes from the committed document, if the API serves %s', async (_name, text, reason) => {
    const apiUrl = await serveDocument(text)
    expect((await generate(root, apiUrl)).source).toBe(
      `Client from contracts/openapi.json, because the API at ${apiUrl} gives no specification: ${reason}`,
    )
    expect(await checkGenerated(root)).toEqual([])
  })

  it('comes from the committed document, if the API refuses', async () => {
    const apiUrl = await serveDocument(JSON.stringify(document), 503)
    expect((await generate(root, apiUrl)).source).toMatch(/: status 503$/)
    expect(await checkGenerated(root)).toEqual([])
  })

  it.each([
    ['nothing answers', nowhere],
    ['the address is no URL', 'no address'],
  ])('comes from the committed document, if %s', async (reason, apiUrl) => {
    expect((await generate(root, apiUrl)).source).toMatch(new RegExp(`: ${reason}$`))
    expect(await checkGenerated(root)).toEqual([])
  })

  it('comes from the committed document, if the API does not answer within a second', async () => {
    const apiUrl = await serve(() => undefined)
    expect((await generate(root, apiUrl)).source).toMatch(/: no answer within a second$/)
    expect(await checkGenerated(root)).toEqual([])
  })
})

describe('the check', () => {
  it('names each file that differs, and writes nothing', async () => {
    await write('docs/reference/problems.md', 'edited by hand')
    await write('docs/reference/extra.md', 'of an older generator')
    const drifts = await checkGenerated(root)
    expect(drifts).toEqual([
      ...generatedPaths.slice(0, 7).map((path) => ({ path, kind: 'missing' })),
      { path: 'docs/reference/extra.md', kind: 'not generated any more' },
      { path: 'docs/reference/operations.md', kind: 'missing' },
      { path: 'docs/reference/problems.md', kind: 'different' },
      { path: 'docs/reference/stream-codes.md', kind: 'missing' },
    ])
    expect(await checkGenerated(root)).toEqual(drifts)
  })
})

describe('the command', () => {
  const command = (...words: readonly string[]) =>
    nodeCommand(join(import.meta.dirname, 'generate.ts'), ['--root', root, ...words])

  it('says where the client came from, and what it changed', async () => {
    const apiUrl = await serveDocument(JSON.stringify(document))
    const run = () => capture({ ...command(), environment: { API_URL: apiUrl } })
    const first = await run()
    expect(first.output.split('\n')).toEqual([
      `Client from the running API at ${apiUrl}`,
      ...generatedPaths.map((path) => `${path}: was missing`),
      `${generatedPaths.length} files changed`,
      '',
    ])
    expect((await run()).output).toContain('Nothing changed\n')
  })

  it('asks the port of the settings', async () => {
    const { output } = await capture({ ...command(), environment: { PORT: '1' } })
    expect(output).toContain('the API at http://127.0.0.1:1 gives no specification: nothing answers')
  })

  it('fails with --check, naming each file that differs', async () => {
    await generate(root, nowhere)
    expect(await capture(command('--check'))).toEqual({ code: 0, output: '' })
    await write('docs/reference/problems.md', 'edited by hand')
    const { code, output } = await capture(command('--check'))
    expect(code).toBe(1)
    expect(output).toContain('docs/reference/problems.md: different\n')
  })
})
