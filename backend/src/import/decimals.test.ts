import { roundToTick, type TickSize } from '@trading-pro/engine/numbers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsOfText } from './byte-rows.ts'
import { allocateDecimal, decimalValue, readDecimal, StepRounder, type DecimalCell } from './decimals.ts'

function read(text: string): DecimalCell | null {
  const cell = allocateDecimal()
  return readDecimal(fieldsOfText(text), 0, cell) ? cell : null
}

describe('reading a decimal', () => {
  it.each([
    ['212.80', 2128, 1],
    ['0', 0, 0],
    ['-0', 0, 0],
    ['-37.63', -3763, 2],
    ['+5', 5, 0],
    ['.5', 5, 1],
    ['5.', 5, 0],
    ['0.00000001293', 1293, 11],
    ['100.000', 100, 0],
    ['1.05e-5', 105, 7],
    ['1.5E3', 1500, 0],
    ['123456789012345', 123456789012345, 0],
  ])('%s is %d with %d decimals, exactly', (text, coefficient, decimals) => {
    expect(read(text)).toEqual({ coefficient, decimals, text: null })
  })

  it.each(['', '-', '.', 'abc', '1,5', '1.2.3', '0x10', 'NaN', 'null', '1 000', '9'.repeat(65)])(
    '%j is none',
    (text) => {
      expect(read(text)).toBeNull()
    },
  )

  it('keeps the text of a number with more than 15 digits, and its nearest neighbour with 15', () => {
    expect(read('133.98000000000002')).toEqual({
      coefficient: 13398,
      decimals: 2,
      text: '133.98000000000002',
    })
    expect(read('1246315913747970')).toMatchObject({ coefficient: 1246315913747970, text: null })
    expect(read('10451290.12344510')).toEqual({ coefficient: 104512901234451, decimals: 7, text: null })
    expect(read('0.0000000000000000001')).toMatchObject({ coefficient: 0, text: '0.0000000000000000001' })
  })

  it('reads every double that JavaScript prints to the same number, up to 15 digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }),
        fc.nat(9),
        (coefficient, decimals) => {
          const value = coefficient / 10 ** decimals
          const cell = read(String(value))
          expect(cell === null ? null : decimalValue(cell)).toBe(value === 0 ? 0 : value)
        },
      ),
    )
  })
})

describe('rounding to steps', () => {
  const steps: TickSize[] = [
    { priceScale: 100, minimumMovement: 1 },
    { priceScale: 100, minimumMovement: 25 },
    { priceScale: 32, minimumMovement: 1 },
    { priceScale: 1, minimumMovement: 5 },
    { priceScale: 10 ** 8, minimumMovement: 1 },
    { priceScale: 10 ** 15, minimumMovement: 7 },
  ]

  it('agrees with roundToTick, for every tick, number of digits and sign', () => {
    const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.nat(16))
    fc.assert(
      fc.property(fc.constantFrom(...steps), decimals, (step, [coefficient, scale]) => {
        const text = `${coefficient}e-${scale}`
        const cell = read(text)
        // Past 2^53 nothing is read.
        fc.pre(cell !== null)
        const rounder = new StepRounder(step)
        const expected = roundToTick(text, step)
        expect(rounder.round(cell)).toBe(expected?.price ?? Number.NaN)
        if (expected !== null) expect(rounder.difference).toBeCloseTo(expected.differenceTicks, 9)
      }),
      { numRuns: 2_000 },
    )
  })

  it('rounds half a step away from zero', () => {
    const rounder = new StepRounder({ priceScale: 100, minimumMovement: 1 })
    const round = (text: string): number => {
      const cell = read(text)
      return cell === null ? Number.NaN : rounder.round(cell)
    }
    expect(round('1.005')).toBe(101)
    expect(rounder.difference).toBe(0.5)
    expect(round('-1.005')).toBe(-101)
    expect(round('1.00499')).toBe(100)
    expect(round('1.01')).toBe(101)
    expect(rounder.difference).toBe(0)
    expect(round('90000000000000')).toBe(9000000000000000)
    expect(round('99999999999999')).toBeNaN()
  })
})
