import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areNeighbouringKeys, findSlip } from './edit-distance.ts'

/** The textbook: optimal string alignment, every cell of the table. */
const textbookDistance = (first: string, second: string): number => {
  const rows = Array.from({ length: first.length + 1 }, (_, row) => [row])
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let column = 0; column <= second.length; column += 1) rows[0]?.splice(column, 1, column)
  for (let row = 1; row <= first.length; row += 1) {
    for (let column = 1; column <= second.length; column += 1) {
      const changed = first[row - 1] === second[column - 1] ? 0 : 1
      const isSwap = first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1]
      const swapped = isSwap ? cell(row - 2, column - 2) + 1 : Infinity
      const least = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, swapped)
      rows[row]?.push(Math.min(least, cell(row - 1, column - 1) + changed))
    }
  }
  return cell(first.length, second.length)
}

describe('findSlip', () => {
  it.each([
    ['aaql', 'aapl', { kind: 'wrong-letter', at: 2, isWhole: true }],
    ['aalp', 'aapl', { kind: 'swapped-letters', at: 2, isWhole: true }],
    ['aaapl', 'aapl', { kind: 'extra-letter', at: 2, isWhole: true }],
    ['aapll', 'aapl', { kind: 'extra-letter', at: 4, isWhole: true }],
    ['micrsoft', 'microsoft', { kind: 'missing-letter', at: 4, isWhole: true }],
    ['micrsof', 'microsoft', { kind: 'missing-letter', at: 4, isWhole: false }],
    ['mirco', 'microsoft', { kind: 'swapped-letters', at: 2, isWhole: false }],
  ] as const)('mends %s to %s', (text, word, slip) => {
    expect(findSlip(text, word)).toEqual(slip)
  })

  it.each([
    ['aapl', 'aapl'],
    ['aap', 'aapl'],
    ['aaqm', 'aapl'],
    ['aapllx', 'aapl'],
    ['', 'aapl'],
  ])('finds none from %s to %s', (text, word) => {
    expect(findSlip(text, word)).toBeNull()
  })

  it('prefers the slip that explains the whole word to one that explains its beginning', () => {
    expect(findSlip('acb', 'abcb')).toEqual({ kind: 'missing-letter', at: 1, isWhole: true })
  })

  it('finds a slip of a whole word where the textbook distance is 1, beginnings of the word apart', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
    fc.assert(
      fc.property(word, word, (text, target) => {
        const expected = textbookDistance(text, target) === 1 && !target.startsWith(text)
        expect(findSlip(text, target)?.isWhole === true).toBe(expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('finds a slip in a beginning exactly where some beginning of the word is at distance 1', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
    fc.assert(
      fc.property(word, word, (text, target) => {
        const beginnings = Array.from({ length: target.length + 1 }, (_, length) => target.slice(0, length))
        const isNear = beginnings.some((beginning) => textbookDistance(text, beginning) === 1)
        expect(findSlip(text, target) !== null).toBe(isNear && !target.startsWith(text))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('areNeighbouringKeys', () => {
  it.each(['sd', 'ds', 'we', 'sw', 'sx', 'az', '12', '1q', 'mk', 'pl'])('%s touch', (pair) => {
    expect(areNeighbouringKeys(pair.slice(0, 1), pair.slice(1))).toBe(true)
  })

  it.each(['ss', 'sf', 'wx', 'ap', 'qz', 'sé', 'és'])('%s do not', (pair) => {
    expect(areNeighbouringKeys(pair.slice(0, 1), pair.slice(1))).toBe(false)
  })
})
