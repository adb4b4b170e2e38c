import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { systemReason } from './system-error.ts'

describe('the reason of a failure', () => {
  it('is what the operating system says, with its code', async () => {
    const error: unknown = await readFile(import.meta.dirname).catch((caught: unknown) => caught)
    expect(systemReason(error)).toBe('illegal operation on a directory (EISDIR)')
  })

  it('is none of the errors of a library, numbered or not', () => {
    let damaged: unknown = null
    try {
      inflateSync('no compressed data')
    } catch (error) {
      damaged = error
    }
    expect(damaged).toMatchObject({ code: 'Z_DATA_ERROR', errno: -3 })
    for (const error of [damaged, new Error('ours'), 'text', null]) expect(systemReason(error)).toBeNull()
  })
})
