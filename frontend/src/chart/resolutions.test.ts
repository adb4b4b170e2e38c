import { describe, expect, it } from 'vitest'
import {
  commonResolutions,
  describeResolution,
  isDated,
  offeredResolutions,
  pickResolution,
} from './resolutions.ts'

describe('a resolution', () => {
  it.each([
    ['1', '1m', '1 minute'],
    ['45', '45m', '45 minutes'],
    ['60', '1h', '1 hour'],
    ['240', '4h', '4 hours'],
    ['1D', 'D', '1 day'],
    ['3D', '3D', '3 days'],
    ['1W', 'W', '1 week'],
    ['12M', '12M', '12 months'],
    ['5S', '5s', '5 seconds'],
    ['odd', 'odd', 'odd'],
  ])('%s is called %s and %s', (value, short, long) => {
    expect(describeResolution(value)).toEqual({ value, short, long })
  })

  it('carries a date from a day on', () => {
    expect(['1S', '1', '240', '1D', '1W', '1M', 'odd'].map(isDated)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
    ])
  })
})

describe('the choice', () => {
  it('has buttons for the common ones that the symbol has, from fine to coarse', () => {
    const common = commonResolutions(['1M', '3M', '1D', '2', '60'])
    expect(common.map(({ short }) => short)).toEqual(['1h', 'D', 'M'])
  })

  it('lists the others with the reason why they are not to be had', () => {
    const offered = offeredResolutions(['1D', '2D', '1W'])
    const refusals = new Map(offered.map(({ value, refusal }) => [value, refusal]))
    expect(refusals.get('1D')).toBeNull()
    expect(refusals.get('2D')).toBeNull()
    expect(refusals.get('60')).toBe('Data starts at 1 day')
    expect(refusals.get('12M')).toBe('Not offered')
    expect(offeredResolutions([])[0]?.refusal).toBe('No data')
  })

  it('falls back to the most useful one', () => {
    expect(pickResolution('1W', ['1D', '1W'])).toBe('1W')
    expect(pickResolution('1', ['1D', '1W'])).toBe('1D')
    expect(pickResolution('1D', ['3M', '6M'])).toBe('3M')
    expect(pickResolution('1D', [])).toBeNull()
  })
})
