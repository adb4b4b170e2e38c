import type { ChannelData } from '../generated/v1/stream-models.ts'

/** Channels whose messages have a type. */
export type ChannelName = keyof ChannelData

/** Levels a side in which books are streamed. */
export type BookDepth = 10 | 20 | 50 | 100 | 500

/** What can be subscribed. `symbol` is such as `SIM:AAPL`. */
export type StreamTopic =
  | { readonly channel: 'market_data'; readonly symbol: string }
  | { readonly channel: 'orderbook'; readonly symbol: string; readonly depth: BookDepth }
  | { readonly channel: 'trades'; readonly symbol: string }
  | { readonly channel: 'chart_data'; readonly symbol: string; readonly resolution: string }
  | { readonly channel: 'system' }
  | { readonly channel: 'heartbeat' }

type ChannelOf<Topic> = Topic extends { readonly channel: infer Channel }
  ? Channel
  : Topic extends `${infer Channel}:${string}`
    ? Channel
    : Topic

/** What a topic carries, by its channel; `unknown` where the channel has no type or is not known before. */
export type TopicData<Topic> =
  ChannelOf<Topic> extends infer Channel extends ChannelName
    ? ChannelData[Channel]
    : { readonly snapshot: unknown; readonly update: unknown }

/** A topic as it is written on the wire. */
export function textOfTopic(topic: StreamTopic | string): string {
  if (typeof topic === 'string') return topic
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

/** What stands before the first colon. */
export function channelOfText(text: string): string {
  const colon = text.indexOf(':')
  return colon < 0 ? text : text.slice(0, colon)
}

/** Channels that leave nothing out: after a gap their readers want what they missed. */
const logChannels: ReadonlySet<string> = new Set(['trades', 'chart_data', 'orders', 'notifications'])

/** Whether every single update of a channel counts. */
export function isLogChannel(channel: string): boolean {
  return logChannels.has(channel)
}

const publicChannels: Readonly<Record<ChannelName, true>> = {
  market_data: true,
  orderbook: true,
  trades: true,
  chart_data: true,
  system: true,
  heartbeat: true,
}

/** Whether a channel is known to need no login. */
export function isPublicChannel(channel: string): boolean {
  return Object.hasOwn(publicChannels, channel)
}
