import { Type, type Static } from 'typebox'
import { versionStatuses } from '../versions.ts'
import { stringEnum } from './string-enum.ts'

const closed = { additionalProperties: false }
const version = Type.String({ description: 'API version', examples: ['v1'] })
const releaseDate = Type.Union([Type.String(), Type.Null()], {
  description: 'ISO date of the release; null while none is set',
  examples: ['2026-11-22'],
})
const deprecationNotice = Type.Union([Type.String(), Type.Null()], {
  description: 'Why the version ends and where to go; null while it does not end',
})
const status = stringEnum(versionStatuses, { description: 'Closed list. Where the version is in its life' })

/** What answers at the root of the server. */
export const ServiceIndex = Type.Object(
  {
    name: Type.String({ examples: ['Trading API'] }),
    version: Type.String({ description: 'Release of the software', examples: ['0.1.0'] }),
    current_api_version: Type.String({ examples: ['v1'] }),
    documentation: Type.String({ examples: ['/api/v1/docs'] }),
    health: Type.String({ examples: ['/api/v1/health'] }),
    versions: Type.String({ examples: ['/api/v1/versions'] }),
    datafeed: Type.String({ examples: ['/api/v1/datafeed'] }),
  },
  { ...closed, description: 'Where to find what' },
)
export type ServiceIndex = Static<typeof ServiceIndex>

/** The state of one thing the server depends on. */
export const DependencyCheck = Type.Object(
  {
    status: stringEnum(['ok', 'failed'], { description: 'Closed list. Whether it answers' }),
    detail: Type.String({ description: 'What was found', examples: ['6 instruments, 5,833 bars'] }),
  },
  { ...closed, description: 'The state of one dependency' },
)

export const HealthChecks = Type.Object(
  { store: DependencyCheck, market: Type.Optional(DependencyCheck) },
  { ...closed, description: 'Each thing the server depends on' },
)

export const VersionInfo = Type.Object(
  { version, release_date: releaseDate, status, deprecation_notice: deprecationNotice },
  { ...closed, description: 'The version that answered, in short' },
)

export const Health = Type.Object(
  {
    status: stringEnum(['ok', 'degraded'], { description: 'Closed list. degraded: some check failed' }),
    message: Type.String({ examples: ['Trading API is running'] }),
    timestamp: Type.String({ format: 'date-time', description: 'Server time, ISO 8601 UTC' }),
    api_version: version,
    version_info: VersionInfo,
    checks: HealthChecks,
  },
  { ...closed, description: 'Whether the API works, and each thing it depends on' },
)
export type Health = Static<typeof Health>

export const VersionDetails = Type.Object(
  {
    version,
    release_date: releaseDate,
    status,
    breaking_changes: Type.Array(Type.String(), { description: 'Against the version before' }),
    deprecation_notice: deprecationNotice,
    sunset_date: Type.Union([Type.String(), Type.Null()], {
      description: 'ISO instant from which every call answers 410; null while none is set',
    }),
  },
  { ...closed, description: 'One API version and its life' },
)
export type VersionDetails = Static<typeof VersionDetails>

export const VersionList = Type.Object(
  {
    current_version: version,
    available_versions: Type.Array(VersionDetails),
    documentation_url: Type.String({ examples: ['/api/v1/docs'] }),
    support_contact: Type.String({ description: 'Where to ask' }),
  },
  { ...closed, description: 'All API versions' },
)
export type VersionList = Static<typeof VersionList>

/** Liveness or readiness of the process. */
export const ProbeAnswer = Type.Object(
  { status: stringEnum(['ok'], { description: 'Closed list. The probe passed' }) },
  { ...closed, description: 'A probe that passed' },
)
