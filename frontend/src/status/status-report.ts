import type { DatafeedHealth, VersionList } from '@trading-pro/contracts'
import { lastContactOf, type ConnectionState } from '../api/connection-monitor.ts'
import { describeFailure } from '../api/failure.ts'
import { formatMilliseconds } from '../ui/format.ts'
import { unreachable } from '../ui/unreachable.ts'

/** What the status page knows besides the connection; `null`: not asked yet, or no answer. */
export interface ServerFacts {
  readonly versions: VersionList | null
  readonly datafeed: DatafeedHealth | null
}

/** The state of the connection in one word and one sentence. */
export interface ConnectionSummary {
  readonly word: string
  readonly sentence: string
  readonly tone: 'good' | 'waiting' | 'bad'
}

export function summarize(state: ConnectionState): ConnectionSummary {
  switch (state.kind) {
    case 'connecting':
      return { word: 'Connecting', sentence: 'Waiting for the first answer of the API.', tone: 'waiting' }
    case 'online':
      return state.contact.health.status === 'ok'
        ? { word: 'Connected', sentence: state.contact.health.message, tone: 'good' }
        : { word: 'Degraded', sentence: state.contact.health.message, tone: 'waiting' }
    case 'offline': {
      const { title, detail } = describeFailure(state.cause)
      return { word: 'Offline', sentence: `${title}. ${detail}`, tone: 'bad' }
    }
    default:
      return unreachable(state)
  }
}

/** All that the page shows as plain text, to paste into a report of a defect. */
export function statusReport(
  state: ConnectionState,
  { versions, datafeed }: ServerFacts,
  page: { readonly atMs: number; readonly userAgent: string; readonly address: string },
): string {
  const { word, sentence } = summarize(state)
  const contact = lastContactOf(state)
  const lines = [
    'Trading Pro status report',
    `Time: ${new Date(page.atMs).toISOString()}`,
    `Page: ${page.address}`,
    `Browser: ${page.userAgent}`,
    `Connection: ${word}. ${sentence}`,
  ]
  if (state.kind === 'offline') {
    lines.push(`Failed attempts: ${state.failures} (code ${describeFailure(state.cause).code})`)
  }
  if (contact !== null) {
    lines.push(
      `Last contact: ${new Date(contact.atMs).toISOString()}, ${formatMilliseconds(contact.roundTripMs)}`,
    )
    lines.push(`API version: ${contact.health.api_version} (${contact.health.version_info.status})`)
    for (const [name, check] of Object.entries(contact.health.checks)) {
      lines.push(`Check ${name}: ${check.status}, ${check.detail}`)
    }
  }
  for (const version of versions?.available_versions ?? [])
    lines.push(`Offers ${version.version}: ${version.status}`)
  if (datafeed !== null) {
    lines.push(`Data: ${datafeed.status}, ${datafeed.symbols_loaded} symbols, ${datafeed.bars_count} bars`)
  }
  return lines.join('\n')
}
