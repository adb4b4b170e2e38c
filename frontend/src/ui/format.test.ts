import { describe, expect, it } from 'vitest'
import {
  directionOf,
  formatAge,
  formatBasisPoints,
  formatChange,
  formatClock,
  formatCountdown,
  formatCount,
  formatExactVolume,
  formatMilliseconds,
  formatPercent,
  axisStep,
  formatPrice,
  formatShortAge,
  formatSize,
  formatVolume,
  priceChange,
} from './format.ts'

const cents = { pricescale: 100, minmov: 1 }
const satoshis = { pricescale: 100_000_000, minmov: 1 }

describe('prices', () => {
  it.each([
    [2874.56, cents, '2,874.56'],
    [25, cents, '25.00'],
    [0, cents, '0.00'],
    [1234567.891, { pricescale: 1000, minmov: 5 }, '1,234,567.891'],
    [0.00000001, satoshis, '0.00000001'],
    [0.0000123, satoshis, '0.00001230'],
    [13769, satoshis, '13,769.00'],
    [-1.5, satoshis, '\u22121.50'],
    [100, satoshis, '100.00'],
    [1.05230001, satoshis, '1.05230001'],
    [1.0523, { pricescale: 100_000, minmov: 1 }, '1.05230'],
    [0.5, satoshis, '0.50000000'],
    [0.0000005, { pricescale: 10_000_000, minmov: 5 }, '0.0000005'],
    [13769.12345678, satoshis, '13,769.12345678'],
    [110.03125, { pricescale: 32, minmov: 1 }, '110.03125'],
    [40000, { pricescale: 1, minmov: 1 }, '40,000'],
    [-37.63, cents, '\u221237.63'],
  ])('%d is written with the decimals of its tick', (price, format, text) => {
    expect(formatPrice(price, format)).toBe(text)
  })

  it('that floating point cannot hold are written as they were meant', () => {
    expect(formatPrice(0.1 + 0.2, cents)).toBe('0.30')
    expect(formatPrice(1.005, { pricescale: 1000, minmov: 5 })).toBe('1.005')
    expect(formatPrice(1e-7, { pricescale: 10_000_000, minmov: 1 })).toBe('0.0000001')
  })

  it.each([
    [{ pricescale: 100, minmov: 1 }, 0.01],
    [{ pricescale: 100, minmov: 25 }, 0.25],
    [{ pricescale: 32, minmov: 1 }, 1 / 32],
    [{ pricescale: 1, minmov: 1 }, 1],
    [{ pricescale: 100, minmov: 3 }, 0.01],
    [{ pricescale: 100, minmov: 15 }, 0.01],
    [{ pricescale: 1, minmov: 50 }, 1],
    [{ pricescale: 3, minmov: 1 }, 1e-15],
  ])('at %o are labelled in steps that the axis can divide', (format, step) => {
    expect(axisStep(format)).toBe(step)
  })

  it('that are no numbers are a dash', () => {
    expect(formatPrice(Number.NaN, cents)).toBe('\u2013')
  })
})

describe('changes', () => {
  it('carry a plus, or a minus as wide as it', () => {
    expect(formatChange(75.01, cents)).toBe('+75.01')
    expect(formatChange(-0.85, cents)).toBe('\u22120.85')
    expect(formatChange(0.0000002, satoshis)).toBe('+0.00000020')
    expect(formatPercent(2.678)).toBe('+2.68%')
    expect(formatPercent(-1.266)).toBe('\u22121.27%')
  })

  it('that round to zero carry no sign', () => {
    expect(formatChange(0, cents)).toBe('0.00')
    expect(formatPercent(-0.001)).toBe('0.00%')
    expect(formatPercent(0.001)).toBe('0.00%')
  })

  it('between prices on the tick have no artefacts', () => {
    expect(priceChange({ from: 0.1, to: 0.3 }, cents)).toBe(0.2)
    expect(priceChange({ from: 1.1, to: 1.1 }, cents)).toBe(0)
  })

  it('have a direction', () => {
    expect([directionOf(0.01), directionOf(-0.01), directionOf(0)]).toEqual(['up', 'down', 'flat'])
  })
})

describe('volumes', () => {
  it.each([
    [0, '0'],
    [12, '12'],
    [805.51242366, '805.51'],
    [999.96, '1K'],
    [1_234, '1.23K'],
    [931_800_000, '931.8M'],
    [999_960_000, '1B'],
    [5_792_140_000, '5.79B'],
    [3_400_000_000_000_000, '3,400T'],
  ])('%d is short', (volume, text) => {
    expect(formatVolume(volume)).toBe(text)
  })

  it('can be written in full', () => {
    expect(formatExactVolume(5_792_140_000, 0)).toBe('5,792,140,000')
    expect(formatExactVolume(805.51242366, 8)).toBe('805.51242366')
  })
})

describe('sizes and spreads', () => {
  it('have their decimals as long as there is room', () => {
    expect(formatSize(0.0315, 5)).toBe('0.03150')
    expect(formatSize(999_999, 0)).toBe('999,999')
    expect(formatSize(1_250_000, 0)).toBe('1.25M')
  })

  it('are hundredths of a percent', () => {
    expect(formatBasisPoints(0.00004)).toBe('0.4 bp')
    expect(formatBasisPoints(0.0125)).toBe('125.0 bp')
  })
})

describe('times and counts', () => {
  it('of spans use the unit that reads best', () => {
    expect(formatMilliseconds(12.4)).toBe('12 ms')
    expect(formatMilliseconds(1_240)).toBe('1.2 s')
    expect([0, 1_999, 12_000, 200_000, 7_300_000].map(formatAge)).toEqual([
      'just now',
      'just now',
      '12 s ago',
      '3 min ago',
      '2 h ago',
    ])
  })

  it('of data are as short as they can be', () => {
    expect([-5, 900, 59_999, 60_000, 3_600_000].map(formatShortAge)).toEqual([
      '0 s',
      '0 s',
      '59 s',
      '1 min',
      '1 h',
    ])
  })

  it('still to come are whole seconds, and never less than none', () => {
    expect([8_000, 7_001, 400, 0, -900].map(formatCountdown)).toEqual(['8 s', '8 s', '1 s', '0 s', '0 s'])
  })

  it('of the clock have seconds', () => {
    expect(formatClock(Date.parse('2020-03-17T14:05:09'))).toBe('14:05:09')
  })

  it('have their thousands apart', () => {
    expect(formatCount(5_105)).toBe('5,105')
  })
})
