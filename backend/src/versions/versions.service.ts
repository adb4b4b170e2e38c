import type { ApiVersion, VersionDetails, VersionStatus } from '@trading-pro/contracts'

/** What a version is at an instant: the dates in its life are promises, whatever the status says. */
export function statusAt(version: ApiVersion, nowMs: number): VersionStatus {
  if (version.sunsetAt !== null && Date.parse(version.sunsetAt) <= nowMs) return 'sunset'
  const isDeprecated = version.deprecatedAt !== null && Date.parse(version.deprecatedAt) <= nowMs
  return isDeprecated && version.status !== 'sunset' ? 'deprecated' : version.status
}

/** The header fields of a deprecated or ended version: RFC 9745 `Deprecation`, RFC 8594 `Sunset`. */
export function lifeHeaders(version: ApiVersion, nowMs: number): Readonly<Record<string, string>> {
  const status = statusAt(version, nowMs)
  if (status !== 'deprecated' && status !== 'sunset') return {}
  const headers: Record<string, string> = {}
  if (version.deprecatedAt !== null) {
    headers.deprecation = `@${Math.floor(Date.parse(version.deprecatedAt) / 1000)}`
  }
  if (version.sunsetAt !== null) headers.sunset = new Date(version.sunsetAt).toUTCString()
  return headers
}

/** @throws Error when the version is not in the data: the server cannot be right then */
export function findVersion(versions: readonly ApiVersion[], wanted: string): ApiVersion {
  const version = versions.find((one) => one.version === wanted)
  if (version === undefined) throw new Error(`the API version ${wanted} has no entry`)
  return version
}

/** A version as the API shows it. */
export function describeVersion(version: ApiVersion, nowMs: number): VersionDetails {
  return {
    version: version.version,
    release_date: version.releaseDate,
    status: statusAt(version, nowMs),
    breaking_changes: [...version.breakingChanges],
    deprecation_notice: version.deprecationNotice,
    sunset_date: version.sunsetAt,
  }
}
