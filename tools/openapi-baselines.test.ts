import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareWithBaselines } from './openapi-baselines.ts'
import { capture } from './platform/run-command.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'openapi-baselines-'))
  await mkdir(join(root, 'contracts', 'released'), { recursive: true })
})
afterEach(() => rm(root, { recursive: true }))

/** A document with the operations, each at a path of its name. */
function documentOf(...operationIds: readonly string[]): string {
  const paths = operationIds.map((id) => [`/${id}`, { get: { operationId: id, responses: {} } }])
  return JSON.stringify({ openapi: '3.0.3', paths: Object.fromEntries(paths) as unknown })
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(root, path), text)
}

async function git(...gitArguments: readonly string[]): Promise<void> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false']
  const programArguments = ['-C', root, ...identity, ...gitArguments]
  const { code, output } = await capture({ program: 'git', programArguments })
  expect(code, output).toBe(0)
}

const gone = (id: string) => ({ pointer: `/paths/~1${id}/get`, message: `the operation ${id} is gone` })

describe('the contract', () => {
  it('is compared with the last released one', async () => {
    await write('contracts/released/v1.openapi.json', documentOf('a', 'b'))
    await write('contracts/openapi.json', documentOf('b', 'c'))
    expect(await compareWithBaselines(root)).toEqual([
      { base: 'contracts/released/v1.openapi.json', changes: [gone('a')] },
    ])
  })

  it('is also compared with a file', async () => {
    await write('contracts/released/v1.openapi.json', documentOf('a'))
    await write('contracts/openapi.json', documentOf('a'))
    await write('older.json', documentOf('a', 'b'))
    const base = join(root, 'older.json')
    const comparisons = await compareWithBaselines(root, base)
    expect(comparisons.map(({ changes }) => changes)).toEqual([[], [gone('b')]])
  })

  it('is also compared with a git revision, where that has one', async () => {
    await write('contracts/released/v1.openapi.json', documentOf('a'))
    await git('init', '--quiet')
    await git('add', 'contracts/released')
    await git('commit', '--quiet', '-m', 'without a contract')
    await git('tag', 'empty')
    await write('contracts/openapi.json', documentOf('a', 'b'))
    await git('add', '.')
    await git('commit', '--quiet', '-m', 'with a contract')
    await write('contracts/openapi.json', documentOf('a'))
    expect((await compareWithBaselines(root, 'HEAD'))[1]).toEqual({ base: 'HEAD', changes: [gone('b')] })
    expect((await compareWithBaselines(root, 'empty'))[1]).toEqual({ base: 'empty', changes: null })
    await expect(compareWithBaselines(root, '--help')).rejects.toThrow('neither a file nor a revision')
    await expect(compareWithBaselines(root, 'no-such')).rejects.toThrow('no-such is neither a file')
  })

  it('must be an OpenAPI document, as must its base', async () => {
    await write('contracts/released/v1.openapi.json', '[]')
    await write('contracts/openapi.json', documentOf('a'))
    await expect(compareWithBaselines(root)).rejects.toThrow('v1.openapi.json is no OpenAPI document')
  })
})

describe('the command', () => {
  it('passes on this repository, and says against what', async () => {
    const result = await capture({
      program: process.execPath,
      programArguments: [join(import.meta.dirname, 'openapi-breaking.ts')],
    })
    expect(result).toEqual({
      code: 0,
      output: '0 breaking changes against contracts/released/v1.openapi.json\n',
    })
  })

  it('fails where the base has what the contract has not, and names the place', async () => {
    await write('older.json', documentOf('gone'))
    const script = join(import.meta.dirname, 'openapi-breaking.ts')
    const programArguments = [script, '--base', join(root, 'older.json')]
    const { code, output } = await capture({ program: process.execPath, programArguments })
    expect(code).toBe(1)
    expect(output).toContain('  /paths/~1gone/get: the operation gone is gone\n')
  })
})
