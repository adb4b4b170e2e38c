import { mergeMarketData } from './market-data.ts'
import type { TopicMessage } from './server-message.ts'
import type { MarketData, MarketDataUpdate } from '../generated/v1/stream-models.ts'

/**
 * The state of a topic after a message, as a snapshot would tell it, for those who come late.
 *
 * @returns `null` where keeping it would cost more than asking the server
 */
export function foldTopic(
  channel: string,
  current: TopicMessage | null,
  message: TopicMessage,
): TopicMessage | null {
  switch (channel) {
    case 'market_data': {
      if (message.type === 'snapshot') return message
      if (current === null) return null
      // The contract says what this channel carries.
      const data = mergeMarketData(current.data as MarketData, message.data as MarketDataUpdate)
      return { ...message, data }
    }
    case 'system':
    case 'heartbeat':
      return message
    default:
      return null
  }
}
