/**
 * The life of the API versions, as data. A version moves development -> beta -> stable -> deprecated ->
 * sunset; between deprecation and sunset lie at least six months, so that clients can move.
 */
export type VersionStatus = 'development' | 'beta' | 'stable' | 'deprecated' | 'sunset'

/** In the order of a version's life. */
export const versionStatuses = ['development', 'beta', 'stable', 'deprecated', 'sunset'] as const

/** One version of the API. */
export interface ApiVersion {
  /** `v1`, `v2`: the first segment of the path below `/api`. */
  readonly version: string
  /** ISO date; of a version that is not out yet: the planned one, `null` while there is none. */
  readonly releaseDate: string | null
  readonly status: VersionStatus
  /** What a client must change that comes from the version before. */
  readonly breakingChanges: readonly string[]
  /** Why it ends and where to go; `null` while it does not end. */
  readonly deprecationNotice: string | null
  /** ISO instant from which it counts as deprecated; `null` while it is not. */
  readonly deprecatedAt: string | null
  /** ISO instant from which every call answers 410; `null` while no end is set. */
  readonly sunsetAt: string | null
}

/** The version that new clients should use. */
export const CURRENT_VERSION = 'v1'

/** Version, date and state of each API version that this release knows. */
export const apiVersions: readonly ApiVersion[] = [
  {
    version: 'v1',
    releaseDate: '2026-11-22',
    status: 'stable',
    breakingChanges: [],
    deprecationNotice: null,
    deprecatedAt: null,
    sunsetAt: null,
  },
  {
    version: 'v2',
    releaseDate: null,
    status: 'development',
    breakingChanges: [
      'Authentication required on all endpoints',
      'New error format',
      'Health endpoint renamed to status',
    ],
    deprecationNotice: null,
    deprecatedAt: null,
    sunsetAt: null,
  },
]
