import type { TSchema } from 'typebox'
import * as datafeed from '../schemas/datafeed.ts'
import { Problem, ProblemError } from '../schemas/problem.ts'
import * as system from '../schemas/system.ts'
import * as udf from '../schemas/udf.ts'
import { Trade } from '../stream/market-messages.ts'
import type { SchemaObject } from './openapi-types.ts'
import { schemaDialect } from './schema-dialect.ts'

/** The schemas that have a name in the document, and so a type of that name in the client. */
export const namedSchemas = {
  Bar: datafeed.Bar,
  BarsAnswer: datafeed.BarsAnswer,
  DatafeedConfig: datafeed.DatafeedConfig,
  DatafeedExchange: datafeed.DatafeedExchange,
  DatafeedHealth: datafeed.DatafeedHealth,
  DatafeedSymbolType: datafeed.DatafeedSymbolType,
  DataSource: datafeed.DataSource,
  DepthAnswer: datafeed.DepthAnswer,
  DependencyCheck: system.DependencyCheck,
  Health: system.Health,
  HealthChecks: system.HealthChecks,
  Mark: datafeed.Mark,
  ProbeAnswer: system.ProbeAnswer,
  Problem,
  ProblemError,
  QuoteRow: datafeed.QuoteRow,
  QuotesRequest: datafeed.QuotesRequest,
  QuoteValues: datafeed.QuoteValues,
  RecentTrade: Trade,
  SearchRow: datafeed.SearchRow,
  ServiceIndex: system.ServiceIndex,
  SymbolDetails: datafeed.SymbolDetails,
  TimescaleMark: datafeed.TimescaleMark,
  TradesAnswer: datafeed.TradesAnswer,
  UdfConfig: udf.UdfConfig,
  UdfError: udf.UdfError,
  UdfHistory: udf.UdfHistory,
  UdfNoData: udf.UdfNoData,
  UdfQuotes: udf.UdfQuotes,
  UdfSymbol: udf.UdfSymbol,
  UdfSymbolTable: udf.UdfSymbolTable,
  VersionDetails: system.VersionDetails,
  VersionInfo: system.VersionInfo,
  VersionList: system.VersionList,
} as const satisfies Record<string, TSchema>

// By content and not by identity: TypeBox copies a schema that becomes optional.
const nameByContent = new Map(Object.entries(namedSchemas).map(([name, schema]) => [contentOf(schema), name]))

/** The schema in the dialect of OpenAPI; a named one, at any depth, as a reference to its component. */
export function schemaOrReference(schema: TSchema): SchemaObject {
  const name = nameByContent.get(contentOf(schema))
  return name === undefined
    ? schemaDialect(schema, schemaOrReference)
    : { $ref: `#/components/schemas/${name}` }
}

/** Every named schema in full, by name. */
export function schemaComponents(): Record<string, SchemaObject> {
  return Object.fromEntries(
    Object.entries(namedSchemas).map(([name, schema]) => [name, schemaDialect(schema, schemaOrReference)]),
  )
}

function contentOf(schema: TSchema): string {
  return JSON.stringify(schema)
}
