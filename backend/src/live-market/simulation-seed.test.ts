import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDirectory } from '../testing/test-directory.ts'
import { readSeed, SEED_FILE } from './simulation-seed.ts'

let directory: Awaited<ReturnType<typeof createTestDirectory>>
beforeEach(async () => {
  directory = await createTestDirectory()
})
afterEach(() => directory[Symbol.asyncDispose]())

describe('the seed of the simulated market', () => {
  it('is made once, and is nobody else’s', () => {
    const seed = readSeed(directory.path)
    expect(seed).toMatch(/^[0-9a-f]{32}$/)
    expect(readSeed(directory.path)).toBe(seed)
    expect(readSeed(join(directory.path, 'another'))).not.toBe(seed)
    const file = join(directory.path, SEED_FILE)
    expect(readFileSync(file, 'utf8')).toBe(`${seed}\n`)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory.path).filter((name) => name.startsWith(SEED_FILE))).toEqual([SEED_FILE])
  })

  it.each(['', 'secret words', '0123'])('is not taken from "%s", nor is that told', (text) => {
    writeFileSync(join(directory.path, SEED_FILE), text)
    expect(() => readSeed(directory.path)).toThrow(/simulation\.seed holds no seed of a simulated market/)
    if (text !== '') expect(() => readSeed(directory.path)).not.toThrow(new RegExp(text))
  })

  it('that cannot be read is told in a sentence', () => {
    mkdirSync(join(directory.path, SEED_FILE))
    expect(() => readSeed(directory.path)).toThrow(
      /^The seed of the simulated market .* cannot be used: EISDIR/,
    )
  })
})
