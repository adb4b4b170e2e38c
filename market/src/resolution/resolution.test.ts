import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '@trading-pro/engine/assert'
import { RESOLUTION_COUNT_MAX } from '../limits.ts'
import {
  canResample,
  compareResolutions,
  formatResolution,
  intradaySeconds,
  isIntraday,
  nominalSeconds,
  parseResolution,
  type Resolution,
} from './resolution.ts'

const units = ['second', 'minute', 'day', 'week', 'month'] as const
const anyResolution: fc.Arbitrary<Resolution> = fc
  .constantFrom(...units)
  .chain((unit) =>
    fc.record({ unit: fc.constant(unit), count: fc.integer({ min: 1, max: RESOLUTION_COUNT_MAX[unit] }) }),
  )

function resolution(text: string): Resolution {
  const parsed = parseResolution(text)
  if (parsed === null) throw new Error(`${text} is a resolution`)
  return parsed
}

describe('parseResolution', () => {
  it.each([
    ['1', { unit: 'minute', count: 1 }],
    ['60', { unit: 'minute', count: 60 }],
    ['1440', { unit: 'minute', count: 1440 }],
    ['S', { unit: 'second', count: 1 }],
    ['1S', { unit: 'second', count: 1 }],
    ['59S', { unit: 'second', count: 59 }],
    ['D', { unit: 'day', count: 1 }],
    ['1D', { unit: 'day', count: 1 }],
    ['365D', { unit: 'day', count: 365 }],
    ['W', { unit: 'week', count: 1 }],
    ['52W', { unit: 'week', count: 52 }],
    ['M', { unit: 'month', count: 1 }],
    ['12M', { unit: 'month', count: 12 }],
  ])('reads %s', (text, expected) => {
    expect(parseResolution(text)).toEqual(expected)
  })

  it('refuses what is not in the grammar', () => {
    const texts = [
      '',
      '0',
      '01',
      '1H',
      '1h',
      '1d',
      'd',
      '1w',
      '1s',
      '1T',
      'T',
      '-1',
      '+1',
      '1.5',
      ' 1',
      '1 ',
      '1DD',
    ]
    for (const text of [...texts, 'D1', '0D', '1m', 'one', '１', '1\n', '99999999999999999999']) {
      expect(parseResolution(text), text).toBeNull()
    }
  })

  it('refuses counts past the limit of their unit', () => {
    for (const text of ['60S', '1441', '366D', '53W', '13M']) expect(parseResolution(text), text).toBeNull()
  })

  it('reads back what formatResolution writes', () => {
    fc.assert(
      fc.property(anyResolution, (value) => {
        expect(parseResolution(formatResolution(value))).toEqual(value)
      }),
    )
  })
})

describe('formatResolution', () => {
  it('writes one spelling for each resolution', () => {
    const spellings = ['1', '60', 'S', '15S', 'D', '2D', 'W', 'M', '12M'].map((text) =>
      formatResolution(resolution(text)),
    )
    expect(spellings).toEqual(['1', '60', '1S', '15S', '1D', '2D', '1W', '1M', '12M'])
  })
})

describe('lengths of resolutions', () => {
  it('are nominal: days of 24 hours, months of 30 days', () => {
    const lengths = ['30S', '5', '1D', '1W', '1M'].map((text) => nominalSeconds(resolution(text)))
    expect(lengths).toEqual([30, 300, 86_400, 604_800, 2_592_000])
  })

  it('order them from fine to coarse, and tell apart those of equal nominal length', () => {
    const texts = ['12M', '1M', '30D', '1W', '7D', '1D', '1440', '60', '1', '30S', '1S']
    const ordered = texts.map(resolution).sort(compareResolutions).map(formatResolution)
    expect(ordered).toEqual(['1S', '30S', '1', '60', '1440', '1D', '7D', '1W', '30D', '1M', '12M'])
    expect(compareResolutions(resolution('D'), resolution('1D'))).toBe(0)
  })

  it('are exact for intraday bars only', () => {
    expect(['1S', '1', '1D', '1W', '1M'].map((text) => isIntraday(resolution(text)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(intradaySeconds(resolution('240'))).toBe(14_400)
    expect(() => intradaySeconds(resolution('1D'))).toThrow(InvariantError)
  })
})

describe('canResample', () => {
  const allowed = [
    '1>5',
    '5>60',
    '1>1D',
    '1>1W',
    '60>12M',
    '7>1D',
    '5S>15S',
    '15S>1',
    '1S>1M',
    '1D>3D',
    '2D>4D',
  ]
  const refused = [
    '5>1',
    '5>7',
    '60>90',
    '40S>1',
    '1>30S',
    '1D>60',
    '2D>3D',
    '2D>1W',
    '2D>1M',
    '1W>1M',
    '1W>1D',
  ]

  it.each([...allowed, '1D>1W', '1D>1M', '1D>12M', '1W>2W', '2W>4W', '1M>3M', '3M>12M'])(
    'allows %s',
    (pair) => {
      const [from = '', to = ''] = pair.split('>')
      expect(canResample({ from: resolution(from), to: resolution(to) })).toBe(true)
    },
  )

  it.each([...refused, '2W>3W', '1M>1W', '2M>3M', '1M>1D', '3M>1M'])('refuses %s', (pair) => {
    const [from = '', to = ''] = pair.split('>')
    expect(canResample({ from: resolution(from), to: resolution(to) })).toBe(false)
  })

  it('allows every resolution to stay as it is', () => {
    fc.assert(fc.property(anyResolution, (value) => canResample({ from: value, to: value })))
  })
})
