import { operations, type ApiVersion } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import { bind } from '../platform/bind.ts'
import { describeVersion } from './version-life.ts'

export interface VersionsOptions {
  readonly versions: readonly ApiVersion[]
  readonly nowMs: () => number
}

const SUPPORT_CONTACT = 'https://github.com/trading-pro/trading-pro/issues'

export function versionRoutes(app: FastifyInstance, { versions, nowMs }: VersionsOptions): void {
  bind(app, operations.getVersion, () => describeVersion(findVersion(versions, 'v1'), nowMs()))
  bind(app, operations.getVersions, () => ({
    current_version: 'v1',
    available_versions: versions.map((version) => describeVersion(version, nowMs())),
    documentation_url: '/api/v1/docs',
    support_contact: SUPPORT_CONTACT,
  }))
}

/** @throws Error when the version is not in the data: the server cannot be right then */
export function findVersion(versions: readonly ApiVersion[], wanted: string): ApiVersion {
  const version = versions.find((one) => one.version === wanted)
  if (version === undefined) throw new Error(`the API version ${wanted} has no entry`)
  return version
}
