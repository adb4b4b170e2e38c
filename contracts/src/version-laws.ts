import { versionStatuses, type ApiVersion, type VersionStatus } from './versions.ts'

/** Months between the deprecation of a version and its end, at least. */
const NOTICE_MONTHS = 6

/**
 * What is wrong with a list of API versions, oldest first, in sentences; empty if it keeps the laws: each
 * name once, an older version never earlier in its life than a newer one, dates in order and where the status
 * needs them, and half a year between deprecation and end.
 */
export function versionFaults(versions: readonly ApiVersion[]): string[] {
  const names = versions.map(({ version }) => version)
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  return [
    ...repeated.map((name) => `${name} stands twice`),
    ...versions.flatMap((older, index) =>
      versions
        .slice(index + 1)
        .filter((newer) => stageOf(newer.status) > stageOf(older.status))
        .map(
          (newer) => `${older.version} is ${older.status}, but the newer ${newer.version} ${newer.status}`,
        ),
    ),
    ...versions.flatMap(faultsOfOne),
  ]
}

function faultsOfOne(version: ApiVersion): string[] {
  const { status, releaseDate, deprecatedAt, sunsetAt, deprecationNotice } = version
  const isReleased = stageOf(status) >= stageOf('stable')
  const isEnding = stageOf(status) >= stageOf('deprecated')
  const laws: readonly (readonly [boolean, string])[] = [
    [!isReleased || releaseDate !== null, 'is released without a date'],
    [!isEnding || deprecatedAt !== null, 'is deprecated without a date'],
    [!isEnding || deprecationNotice !== null, 'is deprecated without a notice'],
    [status !== 'sunset' || sunsetAt !== null, 'is sunset without a date'],
    [sunsetAt === null || deprecatedAt !== null, 'has an end but no deprecation'],
    [releaseDate === null || !Number.isNaN(Date.parse(releaseDate)), 'has a release date that is none'],
    [hasFullNotice(deprecatedAt, sunsetAt), `ends less than ${NOTICE_MONTHS} months after its deprecation`],
  ]
  return laws.filter(([isKept]) => !isKept).map(([, fault]) => `${version.version} ${fault}`)
}

function hasFullNotice(deprecatedAt: string | null, sunsetAt: string | null): boolean {
  if (deprecatedAt === null || sunsetAt === null) return true
  const endOfNotice = new Date(deprecatedAt)
  endOfNotice.setUTCMonth(endOfNotice.getUTCMonth() + NOTICE_MONTHS)
  return endOfNotice.getTime() <= Date.parse(sunsetAt)
}

function stageOf(status: VersionStatus): number {
  return versionStatuses.indexOf(status)
}
