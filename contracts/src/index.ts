export * from './limits.ts'
export { problemCodes, problems, type ProblemCode } from './problems.ts'
export { operations, type OperationId } from './operations/index.ts'
export { tags, type Answer, type InputOf, type MediaType, type Operation } from './operations/operation.ts'
export { API_TITLE, openApiDocument, type DocumentedVersion } from './openapi/document.ts'
export type { OpenApiDocument } from './openapi/openapi-types.ts'
export { asyncApiDocument } from './asyncapi/document.ts'
export { Problem } from './schemas/problem.ts'
export type {
  Bar,
  BarsAnswer,
  DepthAnswer,
  TradesAnswer,
  DatafeedConfig,
  DatafeedHealth,
  QuoteRow,
  SearchRow,
  SymbolDetails,
} from './schemas/datafeed.ts'
export type { Health, ServiceIndex, VersionDetails, VersionList } from './schemas/system.ts'
export type { UdfConfig, UdfError, UdfHistory, UdfSymbol, UdfSymbolTable } from './schemas/udf.ts'
export { apiVersions, CURRENT_VERSION, type ApiVersion, type VersionStatus } from './versions.ts'
export { publicChannels, type ChannelKind, type PublicChannel } from './stream/channels.ts'
export {
  clientMessages,
  type ClientMessage,
  type ResumePoint,
  type Subscribe,
} from './stream/client-messages.ts'
export type {
  BookSnapshot,
  BookUpdate,
  ChartData,
  MarketData,
  MarketDataUpdate,
  StreamedBar,
  SystemState,
  Trade,
} from './stream/market-messages.ts'
export type { ControlMessage, StreamLimits, TopicMessage, TopicResult } from './stream/server-messages.ts'
export { closeCodes, streamCodes, type StreamCode } from './stream/stream-codes.ts'
export { parseTopic, streamedDepths, topicText, type StreamedDepth, type Topic } from './stream/topic.ts'
