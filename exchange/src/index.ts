export { Exchange, type FeedInput } from './exchange.ts'
export type { FormingBar } from './market/forming-bars.ts'
export { continuedBar } from './market/bar-so-far.ts'
export {
  Market,
  type HistoryRange,
  type MarketDefinition,
  type MarketPast,
  type MarketState,
} from './market/market.ts'
export type { Print } from './market/tape.ts'
export { feedFaults, type FaultCounts, type FeedFault } from './feed/feed-guard.ts'
export type { FeedMessage } from './feed/feed-message.ts'
export { InstrumentFeed } from './feed/instrument-feed.ts'
export { KeptHistory } from './providers/kept-history.ts'
export type { Provider, ProviderCapabilities, ProviderHistory, ProviderState } from './providers/provider.ts'
export { RecordedProvider, type RecordedMessage, type Recording } from './providers/recorded-provider.ts'
export { SimulatedFeed, type SimulatedFeedParts } from './simulated/simulated-feed.ts'
export { SimulatedHistory, type MinuteStore } from './simulated/simulated-history.ts'
export { windowOf } from './sources/book-source.ts'
export { openSource, type SourceParts } from './sources/open-source.ts'
export { quoteOf } from './sources/quote-source.ts'
export { tradeOf } from './sources/trades-source.ts'
export { StreamHub, type FlushedTopic, type StreamHubOptions } from './stream/stream-hub.ts'
export type { StreamTopic, TopicIdentity } from './stream/stream-topic.ts'
export type { TopicSource } from './stream/topic-source.ts'
export type { TopicUpdate } from './stream/update-ring.ts'
