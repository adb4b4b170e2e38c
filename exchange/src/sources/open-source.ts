import type { StreamCode, SystemState, Topic } from '@trading-pro/contracts'
import { parseResolution, formatResolution } from '@trading-pro/market'
import type { Exchange } from '../exchange.ts'
import type { Market } from '../market/market.ts'
import type { TopicSource } from '../stream/topic-source.ts'
import { BookSource } from './book-source.ts'
import { ChartSource } from './chart-source.ts'
import { QuoteSource } from './quote-source.ts'
import { HeartbeatSource, SystemSource } from './server-sources.ts'
import { TradesSource } from './trades-source.ts'

/** What topics are made of. */
export interface SourceParts {
  readonly exchange: Exchange
  readonly systemState: () => SystemState
  /** Whether an instrument is known that nothing streams for. */
  readonly isKnown: (symbol: string) => boolean
  readonly nowMs: () => number
}

/** Finds what a topic says, or why it says nothing. */
export function openSource(topic: Topic, parts: SourceParts): TopicSource | StreamCode {
  if (topic.channel === 'system') return new SystemSource(parts.systemState)
  if (topic.channel === 'heartbeat') return new HeartbeatSource(parts.nowMs)
  const market = parts.exchange.market(topic.symbol)
  if (market === undefined) return parts.isKnown(topic.symbol) ? 'not_streamed' : 'unknown_symbol'
  switch (topic.channel) {
    case 'market_data':
      return new QuoteSource(market, parts.nowMs)
    case 'orderbook':
      return new BookSource(market, topic.depth)
    case 'trades':
      return new TradesSource(market)
    case 'chart_data':
      return openChart(market, topic.resolution, parts.nowMs())
  }
}

/** What charts offer. The atom of history is the minute; and each resolution costs a bar that is kept up. */
const STREAMED_RESOLUTIONS: ReadonlySet<string> = new Set(
  '1 2 3 5 10 15 30 45 60 90 120 180 240 360 480 720 D 1D 2D 3D W 1W 2W M 1M 3M 6M 12M'.split(' '),
)

function openChart(market: Market, text: string, at: number): TopicSource | StreamCode {
  const resolution = parseResolution(text)
  if (resolution === null || !STREAMED_RESOLUTIONS.has(text)) return 'unknown_resolution'
  return new ChartSource(market, { text: formatResolution(resolution), resolution, at })
}
