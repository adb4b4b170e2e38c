import type { Health } from '@trading-pro/contracts'

/** A good answer of the API. */
export const health: Health = {
  status: 'ok',
  message: 'Trading API is running',
  timestamp: '2026-11-22T12:00:00.000Z',
  api_version: 'v1',
  version_info: { version: 'v1', release_date: null, status: 'stable', deprecation_notice: null },
  checks: { store: { status: 'ok', detail: '6 instruments' } },
}
