import { operations, type ApiVersion } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import { bind } from '../platform/bind.ts'
import { describeVersion, findVersion } from './versions.service.ts'

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
