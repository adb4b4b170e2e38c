import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { OutputClosed } from '../platform/command-output.ts'
import { UserError } from '../platform/user-error.ts'
import { createTestDirectory } from '../testing/test-directory.ts'
import { writeOutputFile } from './output-file.ts'

const hasFull = existsSync('/dev/full')
if (!hasFull) console.log('SKIPPED: this machine has no /dev/full, devices as output files')

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text)
}

/** The sentence that the user sees. */
async function refusal(path: string): Promise<string> {
  const error: unknown = await writeOutputFile(path, pieces('text')).catch((caught: unknown) => caught)
  if (!(error instanceof UserError)) throw new Error('no sentence', { cause: error })
  return error.message
}

describe('an output file', () => {
  it('appears when it is complete, in place of what had its name', async () => {
    await using directory = await createTestDirectory()
    const path = join(directory.path, 'bars.csv')
    await writeFile(path, 'what was there before, and longer')
    const seen: string[] = []
    async function* watched(): AsyncGenerator<string> {
      yield 'one\n'
      seen.push(await readFile(path, 'utf8'))
      yield 'two\n'
    }
    await writeOutputFile(path, watched())
    expect(seen).toEqual(['what was there before, and longer'])
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
    expect(await readdir(directory.path)).toEqual(['bars.csv'])
  })

  it('stays as it was when the pieces fail, and leaves nothing beside it', async () => {
    await using directory = await createTestDirectory()
    const path = join(directory.path, 'bars.csv')
    await writeFile(path, 'before')
    async function* failing(): AsyncGenerator<string> {
      yield await Promise.resolve('one\n')
      throw new Error('a damaged block')
    }
    await expect(writeOutputFile(path, failing())).rejects.toThrow('a damaged block')
    expect(await readFile(path, 'utf8')).toBe('before')
    expect(await readdir(directory.path)).toEqual(['bars.csv'])
  })

  it('is that of one export alone, the last to finish, when two write it at once', async () => {
    await using directory = await createTestDirectory()
    const path = join(directory.path, 'bars.csv')
    const slow = Promise.withResolvers<undefined>()
    async function* slowly(): AsyncGenerator<string> {
      yield 'slow one\n'
      await slow.promise
      yield 'slow two\n'
    }
    const writing = writeOutputFile(path, slowly())
    await writeOutputFile(path, pieces('quick\n'))
    expect(await readFile(path, 'utf8')).toBe('quick\n')
    slow.resolve(undefined)
    await writing
    expect(await readFile(path, 'utf8')).toBe('slow one\nslow two\n')
    expect(await readdir(directory.path)).toEqual(['bars.csv'])
  })

  it('leaves what is beside it alone, whatever it is called', async () => {
    await using directory = await createTestDirectory()
    const at = (name: string) => join(directory.path, name)
    await writeFile(at('one.csv.partial'), 'mine')
    await writeFile(at('other.txt'), 'mine too')
    await symlink('other.txt', at('two.csv.partial'))
    await mkdir(at('three.csv.partial'))
    const names = ['one.csv', 'two.csv', 'three.csv']
    for (const name of names) await writeOutputFile(at(name), pieces(name))
    expect((await readdir(directory.path)).sort()).toEqual(
      [...names, ...names.map((name) => `${name}.partial`), 'other.txt'].sort(),
    )
    expect(await readFile(at('one.csv.partial'), 'utf8')).toBe('mine')
    expect(await readFile(at('other.txt'), 'utf8')).toBe('mine too')
    expect(await readFile(at('two.csv'), 'utf8')).toBe('two.csv')
    expect((await lstat(at('two.csv.partial'))).isSymbolicLink()).toBe(true)
  })

  it('is written through symbolic links, which stay, also to a file that does not exist yet', async () => {
    await using directory = await createTestDirectory()
    const at = (name: string) => join(directory.path, name)
    await mkdir(at('far'))
    await writeFile(at('far/old.csv'), 'before')
    await symlink('far/old.csv', at('old.csv'))
    await symlink(at('far'), at('folder'))
    await symlink('folder/../far/new.csv', at('new.csv'))
    await symlink('new.csv', at('newer.csv'))
    for (const [link, target] of [
      ['old.csv', 'far/old.csv'],
      ['newer.csv', 'far/new.csv'],
    ] as const) {
      await writeOutputFile(at(link), pieces(link))
      expect((await lstat(at(link))).isSymbolicLink()).toBe(true)
      expect((await lstat(at(target))).isFile()).toBe(true)
      expect(await readFile(at(target), 'utf8')).toBe(link)
    }
    expect((await readdir(at('far'))).sort()).toEqual(['new.csv', 'old.csv'])
  })

  it('that cannot be written is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    const at = (name: string) => join(directory.path, name)
    await symlink('loop', at('loop'))
    for (const [path, reason] of [
      [directory.path, 'illegal operation on a directory (EISDIR)'],
      [at('none/bars.csv'), 'no such file or directory (ENOENT)'],
      [at('loop'), 'too many symbolic links encountered (ELOOP)'],
      [at('x'.repeat(300)), 'name too long (ENAMETOOLONG)'],
    ] as const) {
      expect(await refusal(path)).toBe(`${path} cannot be written: ${reason}`)
    }
  })

  it.skipIf(!hasFull)('that is a device takes the text itself, and stays a device', async () => {
    await using directory = await createTestDirectory()
    const link = join(directory.path, 'full')
    await symlink('/dev/full', link)
    for (const path of ['/dev/full', link]) {
      expect(await refusal(path)).toBe(`${path} cannot be written: no space left on device (ENOSPC)`)
      expect((await lstat('/dev/full')).isCharacterDevice()).toBe(true)
    }
    expect(await readdir(directory.path)).toEqual(['full'])
  })

  it.skipIf(process.platform === 'win32')('that is a pipe is written as it is read', async () => {
    await using directory = await createTestDirectory()
    const path = join(directory.path, 'pipe')
    await promisify(execFile)('mkfifo', [path])
    const [text] = await Promise.all([
      readFile(path, 'utf8'),
      writeOutputFile(path, pieces('one\n', 'two\n')),
    ])
    expect(text).toBe('one\ntwo\n')
    expect((await lstat(path)).isFIFO()).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('that is a pipe may be closed by its reader', async () => {
    await using directory = await createTestDirectory()
    const path = join(directory.path, 'pipe')
    await promisify(execFile)('mkfifo', [path])
    async function* untilClosed(): AsyncGenerator<string> {
      yield 'one\n'
      await (await reading).close()
      yield 'two\n'
    }
    const writing = writeOutputFile(path, untilClosed())
    const reading = open(path, 'r')
    await expect(writing).rejects.toThrow(OutputClosed)
  })
})
