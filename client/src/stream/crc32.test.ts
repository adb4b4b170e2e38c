import { crc32 as zlibCrc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { crc32 } from './crc32.ts'

describe('crc32', () => {
  it('gives the check value of the standard, and nothing for nothing', () => {
    expect(crc32('123456789')).toBe(0xcbf4_3926)
    expect(crc32('')).toBe(0)
  })

  it.each(['|', '10001:5,10002:7|9999:3', 'a'.repeat(1_000)])('gives for %j what zlib gives', (text) => {
    expect(crc32(text)).toBe(zlibCrc32(text))
  })
})
