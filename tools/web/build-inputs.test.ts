import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashInputs } from './build-inputs.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-inputs-'))
  mkdirSync(join(root, 'app', 'dist'), { recursive: true })
  writeFileSync(join(root, 'app', 'main.ts'), 'one')
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

describe('hashInputs', () => {
  it('changes with the content of a file', () => {
    const before = hashInputs(root, ['app'])
    writeFileSync(join(root, 'app', 'main.ts'), 'two')
    expect(hashInputs(root, ['app'])).not.toBe(before)
  })

  it('changes when a file is renamed', () => {
    const before = hashInputs(root, ['app'])
    rmSync(join(root, 'app', 'main.ts'))
    writeFileSync(join(root, 'app', 'start.ts'), 'one')
    expect(hashInputs(root, ['app'])).not.toBe(before)
  })

  it('stays when only times, tests or build results change', () => {
    const before = hashInputs(root, ['app'])
    utimesSync(join(root, 'app', 'main.ts'), 1, 1)
    writeFileSync(join(root, 'app', 'main.test.ts'), 'a test')
    writeFileSync(join(root, 'app', 'dist', 'main.js'), 'built')
    expect(hashInputs(root, ['app'])).toBe(before)
  })

  it('takes an input that is not there as empty', () => {
    expect(hashInputs(root, ['app', 'absent'])).toBe(hashInputs(root, ['app']))
  })
})
