import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../assert.ts'
import {
  decimalFromTicks,
  decimalsOf,
  parseDecimal,
  priceFromTicks,
  roundToTick,
  tickSizeFromDecimal,
  type TickSize,
} from './tick-size.ts'
import { ticks } from './ticks.ts'

const cent: TickSize = { priceScale: 100, minimumMovement: 1 }
const quarter: TickSize = { priceScale: 100, minimumMovement: 25 }
const thirtySecond: TickSize = { priceScale: 32, minimumMovement: 1 }
const satoshi: TickSize = { priceScale: 100_000_000, minimumMovement: 1 }
const five: TickSize = { priceScale: 1, minimumMovement: 5 }
const tickSizes = [cent, quarter, thirtySecond, satoshi, five]

const anyTickSize = fc.constantFrom(...tickSizes)
/** Prices that stay below 2^53 in units of 1/priceScale, so that a JSON number carries them exactly. */
const anyPrice = fc.integer({ min: -(10 ** 13), max: 10 ** 13 }).map(ticks)

describe('parseDecimal', () => {
  it('reads plain, signed and scientific decimals exactly', () => {
    expect(parseDecimal('101.25')).toEqual({ coefficient: 10_125n, scale: 2 })
    expect(parseDecimal('-0.5')).toEqual({ coefficient: -5n, scale: 1 })
    expect(parseDecimal('+7')).toEqual({ coefficient: 7n, scale: 0 })
    expect(parseDecimal('.5')).toEqual({ coefficient: 5n, scale: 1 })
    expect(parseDecimal('5.')).toEqual({ coefficient: 5n, scale: 0 })
    expect(parseDecimal('0.10')).toEqual({ coefficient: 10n, scale: 2 })
    expect(parseDecimal('1.5e3')).toEqual({ coefficient: 1_500n, scale: 0 })
    expect(parseDecimal('1.5E+1')).toEqual({ coefficient: 15n, scale: 0 })
    expect(parseDecimal('12e-8')).toEqual({ coefficient: 12n, scale: 8 })
  })

  it('refuses everything else', () => {
    for (const text of [
      '',
      '.',
      '-',
      '+.',
      'e5',
      '1e',
      '0x10',
      'NaN',
      'Infinity',
      '1,5',
      ' 1',
      '1 ',
      '1_000',
      '--1',
    ]) {
      expect(parseDecimal(text), text).toBeNull()
    }
  })

  it('refuses numbers too long to be a price', () => {
    expect(parseDecimal('1'.repeat(64))).not.toBeNull()
    expect(parseDecimal('1'.repeat(65))).toBeNull()
    expect(parseDecimal(`0.${'1'.repeat(65)}`)).toBeNull()
    expect(parseDecimal('1e100')).toBeNull()
  })
})

describe('tickSizeFromDecimal', () => {
  it('gives the step as a fraction of integers, without idle zeros', () => {
    expect(tickSizeFromDecimal('0.01')).toEqual(cent)
    expect(tickSizeFromDecimal('0.25')).toEqual(quarter)
    expect(tickSizeFromDecimal('0.2500')).toEqual(quarter)
    expect(tickSizeFromDecimal('5')).toEqual(five)
    expect(tickSizeFromDecimal('1e-8')).toEqual(satoshi)
    expect(tickSizeFromDecimal('1e-15')).toEqual({ priceScale: 10 ** 15, minimumMovement: 1 })
  })

  it('refuses steps that are not positive, finer than 15 decimals or past a safe integer', () => {
    for (const text of ['0', '0.00', '-0.01', 'abc', '', '1e-16', '9007199254740993']) {
      expect(tickSizeFromDecimal(text), text).toBeNull()
    }
  })
})

describe('roundToTick', () => {
  it('keeps a price on the tick and says that it was', () => {
    expect(roundToTick('101.25', cent)).toEqual({ price: 10_125, differenceTicks: 0 })
    expect(roundToTick('101.25', quarter)).toEqual({ price: 405, differenceTicks: 0 })
    expect(roundToTick('110.03125', thirtySecond)).toEqual({ price: 3_521, differenceTicks: 0 })
  })

  it('rounds to the nearest tick and tells the distance', () => {
    expect(roundToTick('1.004', cent)).toEqual({ price: 100, differenceTicks: 0.4 })
    expect(roundToTick('101.20', quarter)).toEqual({ price: 405, differenceTicks: 0.2 })
  })

  it('rounds half a tick away from zero', () => {
    expect(roundToTick('1.005', cent)).toEqual({ price: 101, differenceTicks: 0.5 })
    expect(roundToTick('-1.005', cent)).toEqual({ price: -101, differenceTicks: 0.5 })
    expect(roundToTick('12.5', five)).toEqual({ price: 3, differenceTicks: 0.5 })
  })

  it('tells a finite distance for the longest decimal, never zero off the tick', () => {
    const rounded = roundToTick(`0.${'4'.repeat(64)}`, { priceScale: 1, minimumMovement: 1 })
    expect(rounded?.price).toBe(0)
    expect(rounded?.differenceTicks).toBeCloseTo(4 / 9, 12)
    expect(roundToTick('1e-99', cent)?.differenceTicks).toBeGreaterThan(0)
  })

  it('refuses text that is no number, and prices past 2^53 ticks', () => {
    expect(roundToTick('abc', cent)).toBeNull()
    expect(roundToTick('90071992547409.91', cent)?.price).toBe(Number.MAX_SAFE_INTEGER)
    expect(roundToTick('90071992547409.92', cent)).toBeNull()
  })

  it('never moves a price by more than half a tick', () => {
    const anyDecimal = fc.tuple(
      fc.integer({ min: -90_000_000, max: 90_000_000 }),
      fc.integer({ min: 0, max: 12 }),
    )
    fc.assert(
      fc.property(anyDecimal, anyTickSize, ([coefficient, exponent], tickSize) => {
        const rounded = roundToTick(`${coefficient}e-${exponent}`, tickSize)
        expect(rounded?.differenceTicks).toBeLessThanOrEqual(0.5)
      }),
    )
  })
})

describe('prices out of ticks', () => {
  it('are written with the decimals of the instrument', () => {
    expect(decimalFromTicks(ticks(10_120), cent)).toBe('101.20')
    expect(decimalFromTicks(ticks(-1), cent)).toBe('-0.01')
    expect(decimalFromTicks(ticks(0), cent)).toBe('0.00')
    expect(decimalFromTicks(ticks(405), quarter)).toBe('101.25')
    expect(decimalFromTicks(ticks(3_521), thirtySecond)).toBe('110.03125')
    expect(decimalFromTicks(ticks(-3), five)).toBe('-15')
    expect(decimalFromTicks(ticks(Number.MAX_SAFE_INTEGER), satoshi)).toBe('90071992.54740991')
  })

  it('come back from their decimal string as they were', () => {
    fc.assert(
      fc.property(anyPrice, anyTickSize, (price, tickSize) => {
        expect(roundToTick(decimalFromTicks(price, tickSize), tickSize)).toEqual({
          price,
          differenceTicks: 0,
        })
      }),
    )
  })

  it('come back from their JSON number as they were', () => {
    fc.assert(
      fc.property(anyPrice, anyTickSize, (price, tickSize) => {
        const json = JSON.stringify(priceFromTicks(price, tickSize))
        expect(roundToTick(json, tickSize)?.price).toBe(price)
      }),
    )
  })

  it('are the JSON number that their decimals mean', () => {
    expect(priceFromTicks(10_125, cent)).toBe(101.25)
    expect(priceFromTicks(110, { priceScale: 1_000, minimumMovement: 1 })).toBe(0.11)
    expect(priceFromTicks(-405, quarter)).toBe(-101.25)
  })
})

describe('decimalsOf', () => {
  it('is what a price on the tick can need', () => {
    expect(tickSizes.map(decimalsOf)).toEqual([2, 2, 5, 8, 0])
  })

  it('stops at a price scale made of neither tens nor twos', () => {
    expect(() => decimalsOf({ priceScale: 3, minimumMovement: 1 })).toThrow(InvariantError)
  })
})
