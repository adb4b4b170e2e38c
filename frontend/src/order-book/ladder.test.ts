import { describe, expect, it } from 'vitest'
import { ladderOf } from './ladder.ts'

const cents = { pricescale: 100, minmov: 1 }
const options = { ticksPerStep: 1, steps: 10, format: cents, sizeDecimals: 0 }
const book = {
  bids: [
    [100.04, 5],
    [100.03, 15],
    [99.98, 20],
  ],
  asks: [
    [100.06, 10],
    [100.11, 10],
  ],
} as const

describe('a book in words', () => {
  it('has each level with the sum of all better ones', () => {
    const { bids, asks, spread } = ladderOf(book, options)
    expect(bids).toEqual([
      { price: '100.04', size: '5', total: '5', share: 0.125 },
      { price: '100.03', size: '15', total: '20', share: 0.5 },
      { price: '99.98', size: '20', total: '40', share: 1 },
    ])
    expect(asks.map(({ price, total, share }) => [price, total, share])).toEqual([
      ['100.06', '10', 0.25],
      ['100.11', '20', 0.5],
    ])
    expect(spread).toEqual({ price: '0.02', share: '2.0 bp' })
  })

  it('takes ticks together, each side away from the other', () => {
    const { bids, asks } = ladderOf(book, { ...options, ticksPerStep: 5 })
    expect(bids.map(({ price, size }) => [price, size])).toEqual([
      ['100.00', '20'],
      ['99.95', '20'],
    ])
    expect(asks.map(({ price, size }) => [price, size])).toEqual([
      ['100.10', '10'],
      ['100.15', '10'],
    ])
  })

  it('shows as many steps as there is room for', () => {
    const { bids } = ladderOf(book, { ...options, steps: 2 })
    expect(bids.map(({ total }) => total)).toEqual(['5', '20'])
  })

  it('has the decimals of quantities, and no spread without a side', () => {
    const { bids, asks, spread } = ladderOf(
      { bids: [[0.5, 0.0315]], asks: [] },
      { ...options, sizeDecimals: 4 },
    )
    expect([bids[0]?.size, asks, spread]).toEqual(['0.0315', [], null])
  })

  it('reads ticks of several units of the last decimal', () => {
    const quarters = { pricescale: 100, minmov: 25 }
    const { bids } = ladderOf(
      { bids: [[10.75, 1]], asks: [] },
      { ...options, format: quarters, ticksPerStep: 2 },
    )
    expect(bids[0]?.price).toBe('10.50')
  })
})
