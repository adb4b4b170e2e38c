import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createOrderBook } from './order-book.ts'

type Levels = [number, number][]
const scales = { priceScale: 100, quantityScale: 1_000 }

describe('an order book', () => {
  it('changes, adds and removes levels, best first', () => {
    const book = createOrderBook()
    const bids: Levels = [
      [10.1, 1],
      [10, 2.5],
    ]
    const asks: Levels = [[10.2, 3]]
    expect(book.reset({ ...scales, bids, asks, crc: crc32('1020:3000|1010:1000,1000:2500') })).toBe(true)
    const isRight = book.apply({
      bids: [
        [10.1, 0],
        [10.05, 4],
        [9.99, 0.001],
        [10, 2],
      ],
      asks: [
        [10.15, 1],
        [10.3, 2],
      ],
      crc: crc32('1015:1000,1020:3000,1030:2000|1005:4000,1000:2000,999:1'),
    })
    expect(isRight).toBe(true)
    expect(book.bids).toEqual([
      [10.05, 4],
      [10, 2],
      [9.99, 0.001],
    ])
    expect(book.asks).toEqual([
      [10.15, 1],
      [10.2, 3],
      [10.3, 2],
    ])
  })

  it('checks the best ten levels of a side', () => {
    const asks: Levels = Array.from({ length: 12 }, (_unused, index) => [11 + index, 1])
    const best = Array.from({ length: 10 }, (_unused, index) => `${1100 + index * 100}:1000`).join(',')
    const book = createOrderBook()
    expect(book.reset({ ...scales, bids: [], asks, crc: crc32(`${best}|`) })).toBe(true)
    const update = { bids: [], asks: [[22, 5]] satisfies Levels, crc: crc32(`${best}|`) }
    expect(book.apply(update)).toBe(true)
    expect(book.asks.at(-1)).toEqual([22, 5])
  })

  it('ignores that a level that leaves was not there', () => {
    const book = createOrderBook()
    book.reset({ ...scales, bids: [], asks: [[10, 1]], crc: crc32('1000:1000|') })
    expect(book.apply({ bids: [[9, 0]], asks: [[11, 0]], crc: crc32('1000:1000|') })).toBe(true)
  })

  it('knows levels by their ticks, not by the last bit of a price', () => {
    const book = createOrderBook()
    book.reset({ ...scales, bids: [[0.3, 1]], asks: [], crc: crc32('|30:1000') })
    expect(book.apply({ bids: [[0.1 + 0.2, 2]], asks: [], crc: crc32('|30:2000') })).toBe(true)
    expect(book.bids).toHaveLength(1)
  })

  it('shows nothing when a checksum is wrong, until the next snapshot', () => {
    const book = createOrderBook()
    const snapshot = { ...scales, bids: [[10, 1]] satisfies Levels, asks: [], crc: crc32('|1000:1000') }
    expect(book.isSound).toBe(false)
    expect(book.apply({ bids: [], asks: [], crc: crc32('|') })).toBe(false)
    expect(book.reset(snapshot)).toBe(true)
    expect(book.apply({ bids: [[9, 1]], asks: [], crc: 1 })).toBe(false)
    expect([book.isSound, book.bids, book.asks]).toEqual([false, [], []])
    expect(book.apply({ bids: [], asks: [], crc: crc32('|') })).toBe(false)
    expect(book.reset(snapshot)).toBe(true)
    expect(book.bids).toEqual([[10, 1]])
  })
})
