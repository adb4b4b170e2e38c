import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const { staleReason } = createRequire(import.meta.url)('./install.cjs') as {
  staleReason: (root: string) => string | null
}

let root: string

function writeLock(place: 'wanted' | 'installed', packages: object): void {
  const file = place === 'wanted' ? 'package-lock.json' : 'node_modules/.package-lock.json'
  writeFileSync(join(root, file), JSON.stringify({ packages }))
}

const vue = { 'node_modules/vue': { version: '3.5.0', integrity: 'a' } }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'))
  mkdirSync(join(root, 'node_modules', 'vue'), { recursive: true })
  writeLock('wanted', { '': { name: 'app' }, ...vue })
  writeLock('installed', vue)
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

describe('staleReason', () => {
  it('is null when everything is as the lockfile says', () => {
    expect(staleReason(root)).toBeNull()
  })

  it('sees that nothing was installed', () => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    expect(staleReason(root)).toBe('nothing is installed yet')
  })

  it('sees a broken-off install, which leaves no list behind', () => {
    rmSync(join(root, 'node_modules', '.package-lock.json'))
    expect(staleReason(root)).toBe('nothing is installed yet')
  })

  it('sees a package that was left out, as by --omit=dev', () => {
    writeLock('wanted', { ...vue, 'node_modules/vite': { version: '8.0.0', dev: true } })
    expect(staleReason(root)).toBe('node_modules/vite is missing')
  })

  it('does not wait for a package of another platform', () => {
    writeLock('wanted', { ...vue, 'node_modules/fsevents': { version: '2.0.0', optional: true } })
    expect(staleReason(root)).toBeNull()
  })

  it('sees another version, and the same version with another content', () => {
    writeLock('wanted', { 'node_modules/vue': { version: '3.6.0', integrity: 'a' } })
    expect(staleReason(root)).toBe('node_modules/vue has another version')
    writeLock('wanted', { 'node_modules/vue': { version: '3.5.0', integrity: 'b' } })
    expect(staleReason(root)).toBe('node_modules/vue has another version')
  })

  it('sees what the lockfile no longer names', () => {
    writeLock('wanted', {})
    expect(staleReason(root)).toBe('node_modules/vue is left over')
  })

  it('sees a folder that somebody removed', () => {
    rmSync(join(root, 'node_modules', 'vue'), { recursive: true })
    expect(staleReason(root)).toBe('node_modules/vue was removed')
  })
})
