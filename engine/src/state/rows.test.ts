import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowRecord, Rows } from './rows.ts'

class Pair extends RowRecord {
  override get width(): number {
    return 2
  }

  get first(): bigint {
    return this.amount(0)
  }

  set first(value: bigint) {
    this.setAmount(0, value)
  }

  get second(): number {
    return this.number(1)
  }

  set second(value: number) {
    this.setNumber(1, value)
  }
}

const anyAmount = fc.oneof(
  fc.bigInt(),
  fc.constantFrom(
    0n,
    2n ** 63n - 1n,
    2n ** 63n,
    -(2n ** 63n),
    -(2n ** 63n) - 1n,
    -(2n ** 63n) + 1n,
    2n ** 100n,
  ),
)

describe('a record in a row', () => {
  it('keeps any amount, wide or not, beside its neighbours', () => {
    const rows = new Rows(2)
    const pairs = Array.from({ length: 1_100 }, () => new Pair(rows))
    const place = fc.nat(pairs.length - 1)
    const expected = pairs.map(() => 0n)
    fc.assert(
      fc.property(place, anyAmount, (at, amount) => {
        const pair = pairs[at]
        if (pair !== undefined) pair.first = amount
        expected[at] = amount
        expect(pairs.map(({ first }) => first)).toEqual(expected)
      }),
    )
  })

  it('comes back to what was kept of it', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, anyAmount, (before, between, after) => {
        const pair = new Pair(new Rows(2))
        pair.first = before
        pair.second = 7
        const writeAgain = pair.keepRow()
        pair.first = between
        pair.first = after
        pair.second = 8
        writeAgain()
        expect([pair.first, pair.second]).toEqual([before, 7])
      }),
    )
  })

  it('leaves zeros to the next one', () => {
    const rows = new Rows(2)
    const pair = new Pair(rows)
    pair.first = 5n
    pair.second = 6
    rows.release(pair)
    const next = new Pair(rows)
    expect([next.at, next.first, next.second]).toEqual([pair.at, 0n, 0])
  })
})
