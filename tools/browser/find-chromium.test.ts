import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findChromium } from './find-chromium.ts'

let root: string

function makeProgram(...parts: readonly string[]): string {
  const file = join(root, ...parts)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, 0o755)
  return file
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chromium-'))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

describe('findChromium', () => {
  it('takes the one that was asked for before any other', () => {
    const wanted = makeProgram('own', 'browser')
    makeProgram('bin', 'chromium')
    expect(findChromium({ wanted, searchPath: join(root, 'bin'), downloaded: null })).toBe(wanted)
  })

  it('says so when the one that was asked for is not there', () => {
    const wanted = join(root, 'absent')
    expect(() => findChromium({ wanted, searchPath: '', downloaded: null })).toThrow(wanted)
  })

  it('finds a common name on the PATH, but no file that cannot be run', () => {
    const found = makeProgram('second', 'chromium-browser')
    mkdirSync(join(root, 'first'))
    writeFileSync(join(root, 'first', 'chromium'), 'not a program')
    const searchPath = [join(root, 'first'), join(root, 'second')].join(delimiter)
    expect(findChromium({ wanted: undefined, searchPath, downloaded: null })).toBe(found)
  })

  it('falls back to what Playwright downloaded, and to null', () => {
    const downloaded = makeProgram('cache', 'chrome')
    expect(findChromium({ wanted: '', searchPath: '', downloaded })).toBe(downloaded)
    const absent = join(root, 'absent')
    expect(findChromium({ wanted: '', searchPath: '', downloaded: absent })).toBeNull()
  })
})
