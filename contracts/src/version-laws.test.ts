import { describe, expect, it } from 'vitest'
import { versionFaults } from './version-laws.ts'
import { apiVersions, CURRENT_VERSION, type ApiVersion } from './versions.ts'

const stable: ApiVersion = {
  version: 'v1',
  releaseDate: '2026-11-22',
  status: 'stable',
  breakingChanges: [],
  deprecationNotice: null,
  deprecatedAt: null,
  sunsetAt: null,
}
const deprecated: ApiVersion = {
  ...stable,
  status: 'deprecated',
  deprecationNotice: 'Use v2',
  deprecatedAt: '2027-01-01T00:00:00Z',
  sunsetAt: '2027-07-01T00:00:00Z',
}

describe('the versions of this release', () => {
  it('keep the laws', () => {
    expect(versionFaults(apiVersions)).toEqual([])
  })

  it('have the current one among them, and it is stable', () => {
    expect(apiVersions.find(({ version }) => version === CURRENT_VERSION)?.status).toBe('stable')
  })
})

describe('a list of versions', () => {
  it.each<[string, readonly ApiVersion[]]>([
    ['one stable version', [stable]],
    ['a deprecated version with exactly six months of notice', [deprecated]],
    ['a deprecated version before a stable one', [deprecated, { ...stable, version: 'v2' }]],
    ['a deprecated version whose end is not set yet', [{ ...deprecated, sunsetAt: null }]],
    ['a stable version whose deprecation is announced', [{ ...deprecated, status: 'stable' }]],
    ['a planned version without a date', [{ ...stable, status: 'development', releaseDate: null }]],
  ])('keeps the laws: %s', (_name, versions) => {
    expect(versionFaults(versions)).toEqual([])
  })

  it.each<[string, readonly ApiVersion[]]>([
    ['v1 stands twice', [stable, stable]],
    ['v1 is stable, but the newer v2 deprecated', [stable, { ...deprecated, version: 'v2' }]],
    ['v1 is released without a date', [{ ...stable, releaseDate: null }]],
    ['v1 is deprecated without a date', [{ ...deprecated, deprecatedAt: null, sunsetAt: null }]],
    ['v1 is deprecated without a notice', [{ ...deprecated, deprecationNotice: null }]],
    ['v1 is sunset without a date', [{ ...deprecated, status: 'sunset', sunsetAt: null }]],
    ['v1 has an end but no deprecation', [{ ...stable, sunsetAt: '2027-07-01T00:00:00Z' }]],
    ['v1 has a release date that is none', [{ ...stable, releaseDate: 'soon' }]],
    [
      'v1 ends less than 6 months after its deprecation',
      [{ ...deprecated, sunsetAt: '2027-06-30T23:59:59Z' }],
    ],
    ['v1 ends less than 6 months after its deprecation', [{ ...deprecated, deprecatedAt: 'someday' }]],
  ])('breaks a law: %s', (fault, versions) => {
    expect(versionFaults(versions)).toEqual([fault])
  })
})
