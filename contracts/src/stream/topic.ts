import { RESOLUTION_LENGTH_MAX, SYMBOL_LENGTH_MAX } from '../limits.ts'
import { isPublicChannel } from './channels.ts'

/** Depths in which a book is streamed, levels a side. */
export const streamedDepths = [10, 20, 50, 100, 500] as const
/** Levels a side of a streamed book. */
export type StreamedDepth = (typeof streamedDepths)[number]

/**
 * What a topic of a public channel names. The text is the channel, then the symbol, which may have colons of
 * its own, then the parameter where the channel has one: `orderbook:SIM:AAPL:20`.
 */
export type Topic =
  | { readonly channel: 'market_data'; readonly symbol: string }
  | { readonly channel: 'orderbook'; readonly symbol: string; readonly depth: StreamedDepth }
  | { readonly channel: 'trades'; readonly symbol: string }
  | { readonly channel: 'chart_data'; readonly symbol: string; readonly resolution: string }
  | { readonly channel: 'system' }
  | { readonly channel: 'heartbeat' }

/** Why a text is no topic: codes of the stream. */
export type TopicFault = 'unknown_channel' | 'malformed_topic' | 'unsupported_depth'

/** Characters of a topic: the longest channel, symbol and parameter. */
export const TOPIC_LENGTH_MAX = 16 + SYMBOL_LENGTH_MAX + 1 + RESOLUTION_LENGTH_MAX

/** Reads the text of a topic; whether its symbol and resolution exist is asked elsewhere. */
export function parseTopic(text: string): Topic | TopicFault {
  const colon = text.indexOf(':')
  const channel = colon < 0 ? text : text.slice(0, colon)
  if (!isPublicChannel(channel)) return 'unknown_channel'
  const rest = colon < 0 ? null : text.slice(colon + 1)
  switch (channel) {
    case 'system':
    case 'heartbeat':
      return rest === null ? { channel } : 'malformed_topic'
    case 'market_data':
    case 'trades':
      return rest !== null && isSymbol(rest) ? { channel, symbol: rest } : 'malformed_topic'
    case 'orderbook':
      return parseBookTopic(rest)
    case 'chart_data':
      return parseChartTopic(rest)
  }
}

/** The text of a topic: what `parseTopic` reads. */
export function topicText(topic: Topic): string {
  switch (topic.channel) {
    case 'system':
    case 'heartbeat':
      return topic.channel
    case 'market_data':
    case 'trades':
      return `${topic.channel}:${topic.symbol}`
    case 'orderbook':
      return `orderbook:${topic.symbol}:${topic.depth}`
    case 'chart_data':
      return `chart_data:${topic.symbol}:${topic.resolution}`
  }
}

function parseBookTopic(rest: string | null): Topic | TopicFault {
  const [symbol, parameter] = splitLast(rest)
  if (!isSymbol(symbol)) return 'malformed_topic'
  const depth = streamedDepths.find((each) => String(each) === parameter)
  return depth === undefined ? 'unsupported_depth' : { channel: 'orderbook', symbol, depth }
}

function parseChartTopic(rest: string | null): Topic | TopicFault {
  const [symbol, resolution] = splitLast(rest)
  const isRight = isSymbol(symbol) && resolution.length > 0 && resolution.length <= RESOLUTION_LENGTH_MAX
  return isRight ? { channel: 'chart_data', symbol, resolution } : 'malformed_topic'
}

function splitLast(rest: string | null): [symbol: string, parameter: string] {
  const colon = rest?.lastIndexOf(':') ?? -1
  return rest === null || colon < 0 ? ['', ''] : [rest.slice(0, colon), rest.slice(colon + 1)]
}

function isSymbol(text: string): boolean {
  return text.length > 0 && text.length <= SYMBOL_LENGTH_MAX
}
