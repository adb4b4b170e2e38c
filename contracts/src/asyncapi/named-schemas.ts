import type { TSchema } from 'typebox'
import * as client from '../stream/client-messages.ts'
import * as market from '../stream/market-messages.ts'
import * as server from '../stream/server-messages.ts'

/** A JSON Schema, draft 7, as AsyncAPI takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The schemas that have a name in the document, and so a type of that name in the client. */
const namedSchemas: Readonly<Record<string, TSchema>> = {
  Authenticate: client.Authenticate,
  Authenticated: server.Authenticated,
  BookSnapshot: market.BookSnapshot,
  BookUpdate: market.BookUpdate,
  ChartData: market.ChartData,
  Heartbeat: server.Heartbeat,
  HeartbeatData: market.HeartbeatData,
  MarketData: market.MarketData,
  MarketDataUpdate: market.MarketDataUpdate,
  Notice: server.Notice,
  Ping: client.Ping,
  Pong: server.Pong,
  Resumed: server.Resumed,
  ResumePoint: client.ResumePoint,
  StreamedBar: market.StreamedBar,
  StreamError: server.StreamError,
  StreamLimits: server.StreamLimits,
  Subscribe: client.Subscribe,
  Subscribed: server.Subscribed,
  SystemState: market.SystemState,
  TopicResult: server.TopicResult,
  Trade: market.Trade,
  Trades: market.Trades,
  Unsubscribe: client.Unsubscribe,
  Unsubscribed: server.Unsubscribed,
  Welcome: server.Welcome,
}

// By content and not by identity: TypeBox copies a schema that becomes optional.
const nameByContent = new Map(Object.entries(namedSchemas).map(([name, schema]) => [contentOf(schema), name]))

/** The schema as draft 7; a named one, at any depth, as a reference to its component. */
export function schemaOrReference(schema: object): JsonSchema {
  const name = nameByContent.get(contentOf(schema))
  return name === undefined ? inFull(schema) : { $ref: `#/components/schemas/${name}` }
}

/** Every named schema in full, by name. */
export function schemaComponents(): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(namedSchemas).map(([name, schema]) => [name, inFull(schema)]))
}

function inFull(schema: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, inner(keyword, value)]),
  )
}

/** What a keyword says, schemas inside it translated. */
function inner(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === 'patternProperties') {
    const entries = Object.entries(objectOf(value))
    return Object.fromEntries(entries.map(([name, schema]) => [name, schemaOrReference(objectOf(schema))]))
  }
  if (keyword === 'items' || keyword === 'anyOf') {
    return Array.isArray(value)
      ? value.map((schema) => schemaOrReference(objectOf(schema)))
      : schemaOrReference(objectOf(value))
  }
  return value
}

function objectOf(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('A schema was expected')
  return value
}

function contentOf(schema: object): string {
  return JSON.stringify(schema)
}
