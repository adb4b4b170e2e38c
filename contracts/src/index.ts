export * from './limits.ts'
export { problemCodes, problems, type ProblemCode } from './problems.ts'
export { operations, type OperationId } from './operations/index.ts'
export { tags, type Answer, type InputOf, type MediaType, type Operation } from './operations/operation.ts'
export { API_TITLE, openApiDocument, type DocumentedVersion } from './openapi/document.ts'
export type { OpenApiDocument } from './openapi/openapi-types.ts'
export { Problem } from './schemas/problem.ts'
export type {
  Bar,
  BarsAnswer,
  DatafeedConfig,
  DatafeedHealth,
  QuoteRow,
  SearchRow,
  SymbolDetails,
} from './schemas/datafeed.ts'
export type { Health, ServiceIndex, VersionDetails, VersionList } from './schemas/system.ts'
export type { UdfConfig, UdfError, UdfHistory, UdfSymbol, UdfSymbolTable } from './schemas/udf.ts'
export { apiVersions, CURRENT_VERSION, type ApiVersion, type VersionStatus } from './versions.ts'
