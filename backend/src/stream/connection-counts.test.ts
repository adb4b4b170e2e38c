import { describe, expect, it } from 'vitest'
import { ConnectionCounts } from './connection-counts.ts'

describe('the count of connections', () => {
  it('holds the maximum of an address, and lets others in', () => {
    const counts = new ConnectionCounts({ connectionsMax: 5, connectionsPerAddressMax: 2 })
    counts.add('192.0.2.1')
    counts.add('192.0.2.1')
    expect(counts.refusalOf('192.0.2.1')).toBe('too_many_connections')
    expect(counts.refusalOf('192.0.2.2')).toBeNull()
    counts.remove('192.0.2.1')
    expect(counts.refusalOf('192.0.2.1')).toBeNull()
    counts.remove('192.0.2.1')
    expect(counts.refusalOf('192.0.2.1')).toBeNull()
  })

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'holds %s to the maximum in all only',
    (address) => {
      const counts = new ConnectionCounts({ connectionsMax: 3, connectionsPerAddressMax: 1 })
      for (let count = 0; count < 3; count += 1) {
        expect(counts.refusalOf(address)).toBeNull()
        counts.add(address)
      }
      expect(counts.refusalOf(address)).toBe('stream_full')
      expect(counts.refusalOf('192.0.2.1')).toBe('stream_full')
    },
  )
})
