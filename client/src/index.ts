export type { AnswerOf, Call, CallOptions, OperationId, RequestOf } from './call.ts'
export { ApiProblem, ApiUnreachable, type UnreachableReason } from './errors.ts'
export type * from './generated/v1/models.ts'
export type * from './generated/v1/stream-models.ts'
export type { RestClient } from './generated/v1/operations.ts'
export { createRestClient, type RestClientOptions } from './rest-client.ts'
export type { StreamState } from './stream/connection.ts'
export {
  followOrderBook,
  type FollowedOrderBook,
  type FollowOrderBookOptions,
} from './stream/follow-order-book.ts'
export type {
  GapReason,
  MessagePosition,
  StreamHandlers,
  Subscription,
  TopicError,
  TopicHandlers,
} from './stream/handlers.ts'
export { mergeMarketData } from './stream/market-data.ts'
export { createOrderBook, type BookLevel, type OrderBook } from './stream/order-book.ts'
export {
  createStreamClient,
  type StreamClient,
  type StreamClientOptions,
  type StreamProblem,
} from './stream/stream-client.ts'
export type { StreamClock } from './stream/stream-clock.ts'
export type { OpenSocket, StreamSocket, StreamSocketEvent } from './stream/stream-socket.ts'
export { timingDefaults, type StreamTiming } from './stream/stream-timing.ts'
export { createTape, type Tape } from './stream/tape.ts'
export type { BookDepth, ChannelName, StreamTopic, TopicData } from './stream/topics.ts'
export { watchBrowserWakeUps, type WatchWakeUps } from './stream/wake-ups.ts'
