import type { ApiVersion } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { describeVersion, lifeHeaders, statusAt } from './versions.service.ts'

const at = (text: string) => Date.parse(text)

function version(differences: Partial<ApiVersion>): ApiVersion {
  return {
    ...{ version: 'v1', releaseDate: '2026-01-01', status: 'stable', breakingChanges: [] },
    ...{ deprecationNotice: null, deprecatedAt: null, sunsetAt: null },
    ...differences,
  }
}

const ending = version({ deprecatedAt: '2027-01-01T00:00:00Z', sunsetAt: '2027-07-01T00:00:00Z' })

describe('the life of a version', () => {
  it.each([
    ['2026-12-31T23:59:59.999Z', 'stable'],
    ['2027-01-01T00:00:00.000Z', 'deprecated'],
    ['2027-06-30T23:59:59.999Z', 'deprecated'],
    ['2027-07-01T00:00:00.000Z', 'sunset'],
  ])('turns at its dates: at %s it is %s', (time, status) => {
    expect(statusAt(ending, at(time))).toBe(status)
  })

  it('may run ahead of its dates, never behind', () => {
    const early = at('2026-06-01T00:00:00Z')
    expect(statusAt({ ...ending, status: 'deprecated' }, early)).toBe('deprecated')
    expect(statusAt({ ...ending, status: 'sunset' }, early)).toBe('sunset')
    expect(statusAt({ ...ending, status: 'sunset' }, at('2027-02-01T00:00:00Z'))).toBe('sunset')
    expect(statusAt(version({ status: 'beta' }), early)).toBe('beta')
  })

  it('is told in header fields from its deprecation on', () => {
    expect(lifeHeaders(ending, at('2026-12-31T00:00:00Z'))).toEqual({})
    expect(lifeHeaders(ending, at('2027-01-01T00:00:00Z'))).toEqual({
      deprecation: '@1798761600',
      sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
    })
    expect(lifeHeaders(version({ status: 'deprecated' }), 0)).toEqual({})
  })

  it('is shown as it is then', () => {
    expect(describeVersion(ending, at('2027-02-01T00:00:00Z'))).toEqual({
      version: 'v1',
      release_date: '2026-01-01',
      status: 'deprecated',
      breaking_changes: [],
      deprecation_notice: null,
      sunset_date: '2027-07-01T00:00:00Z',
    })
  })
})
