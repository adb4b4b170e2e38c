import {
  operations,
  QUOTE_SYMBOLS_MAX,
  SEARCH_RESULTS_DEFAULT,
  SEARCH_RESULTS_MAX,
  SEARCH_TEXT_LENGTH_MAX,
  type UdfError,
} from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import type { DatafeedOptions } from '../datafeed/datafeed.routes.ts'
import { describeDatafeed, describeSymbol, searchRows } from '../datafeed/datafeed.service.ts'
import { bind } from '../platform/bind.ts'
import { ProblemError } from '../platform/problem.ts'
import { readHistoryQuery, udfHistory } from './udf-history.ts'
import { readNumber } from './udf-number.ts'
import { udfSymbol, udfSymbolTable } from './udf-symbols.ts'

/** The Universal Data Feed over the same services: only the shapes differ, and refusals have status 200. */
export function udfRoutes(app: FastifyInstance, { catalog, bars, quotes, nowMs }: DatafeedOptions): void {
  bind(app, operations.udfGetConfig, async () => ({
    supports_search: true,
    supports_group_request: false,
    ...describeDatafeed(await catalog.current()),
  }))
  bind(app, operations.udfGetSymbolInfo, async ({ query }) => {
    const { entries } = await catalog.current()
    const group = (query.group ?? '').toUpperCase()
    const isListed = entries.some(({ instrument }) => instrument.exchange === group)
    if (!isListed) return udfError(`unknown group ${group}`)
    const members = entries.filter(({ instrument, hasData }) => instrument.exchange === group && hasData)
    return udfSymbolTable(members.map((entry) => describeSymbol(entry, nowMs())))
  })
  bind(app, operations.udfGetSymbol, async ({ query }) => {
    const entry = (await catalog.current()).find(query.symbol ?? '')
    return entry === null ? udfError('unknown_symbol') : udfSymbol(describeSymbol(entry, nowMs()))
  })
  bind(app, operations.udfSearch, async ({ query }) => {
    const limit = readNumber(query.limit, SEARCH_RESULTS_DEFAULT)
    if (limit === null || limit < 1) return udfError('limit must be a number above 0')
    return searchRows(await catalog.current(), {
      text: (query.query ?? '').slice(0, SEARCH_TEXT_LENGTH_MAX),
      exchange: query.exchange ?? '',
      type: query.type ?? '',
      limit: Math.min(limit, SEARCH_RESULTS_MAX),
    })
  })
  bind(app, operations.udfGetHistory, async ({ query }) => {
    const request = readHistoryQuery(query)
    if ('s' in request) return request
    const entry = (await catalog.current()).find(request.symbol)
    if (entry === null) return udfError('unknown_symbol')
    return orError(async () => udfHistory(entry, await bars.query({ entry, ...request })))
  })
  bind(app, operations.udfGetMarks, () => [])
  bind(app, operations.udfGetTimescaleMarks, () => [])
  bind(app, operations.udfGetTime, () => String(Math.floor(nowMs() / 1000)))
  bind(app, operations.udfGetQuotes, async ({ query }) => {
    const symbols = (query.symbols ?? '').split(',').filter((symbol) => symbol !== '')
    if (symbols.length > QUOTE_SYMBOLS_MAX) return udfError(`at most ${QUOTE_SYMBOLS_MAX} symbols`)
    return { s: 'ok' as const, d: await quotes.quote(symbols) }
  })
}

function udfError(errmsg: string): UdfError {
  return { s: 'error', errmsg }
}

/** What the datafeed refuses with a status, UDF refuses in the body. */
async function orError<Result>(work: () => Promise<Result>): Promise<Result | UdfError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError && error.code !== 'internal_error') return udfError(error.message)
    throw error
  }
}
