import type { ServiceIndex } from '@trading-pro/contracts'

/** What answers at `/` to programs. */
export function describeService(release: string): ServiceIndex {
  return {
    name: 'Trading API',
    version: release,
    current_api_version: 'v1',
    documentation: '/api/v1/docs',
    health: '/api/v1/health',
    versions: '/api/v1/versions',
    datafeed: '/api/v1/datafeed',
  }
}
