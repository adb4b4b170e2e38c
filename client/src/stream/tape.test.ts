import { describe, expect, it } from 'vitest'
import { createTape } from './tape.ts'
import type { Trades } from '../generated/v1/stream-models.ts'

function trades(...ids: readonly number[]): Trades {
  const made = ids.map((tradeId) => ({ tradeId, price: 100 + tradeId, quantity: 1, time: tradeId * 10 }))
  return { trades: made.map((trade) => ({ ...trade, side: 'buy' })) }
}
const idsOf = (list: Trades['trades']): number[] => list.map(({ tradeId }) => tradeId)

describe('a tape', () => {
  it('keeps the last trades, oldest first', () => {
    const tape = createTape(3)
    tape.reset(trades(4, 5))
    expect(idsOf([...tape.add(trades(6, 7))])).toEqual([6, 7])
    expect(idsOf([...tape.trades])).toEqual([5, 6, 7])
  })

  it('has each trade once', () => {
    const tape = createTape(10)
    tape.reset(trades(1, 2, 3))
    expect(idsOf([...tape.add(trades(2, 3, 4))])).toEqual([4])
    expect(idsOf([...tape.reset(trades(3, 4, 5))])).toEqual([5])
    expect(idsOf([...tape.trades])).toEqual([1, 2, 3, 4, 5])
  })

  it.each([
    { name: 'a hole', snapshot: trades(5, 6), kept: [5, 6] },
    { name: 'no trade', snapshot: trades(), kept: [] },
    { name: 'numbers of another tape', snapshot: trades(1, 2), kept: [1, 2] },
    { name: 'the next trade', snapshot: trades(4, 5), kept: [1, 2, 3, 4, 5] },
  ])('after a snapshot with $name has no hole', ({ snapshot, kept }) => {
    const tape = createTape(10)
    tape.reset(trades(1, 2, 3))
    tape.reset(snapshot)
    expect(idsOf([...tape.trades])).toEqual(kept)
  })
})
