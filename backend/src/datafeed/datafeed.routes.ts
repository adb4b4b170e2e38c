import {
  DEPTH_LEVELS_DEFAULT,
  operations,
  SEARCH_RESULTS_DEFAULT,
  TRADES_PER_ANSWER_DEFAULT,
} from '@trading-pro/contracts'
import type { Market } from '@trading-pro/exchange'
import type { FastifyInstance } from 'fastify'
import type { BarsService } from '../bars/bars.service.ts'
import type { CatalogEntry, CatalogReader } from '../instruments/instruments.service.ts'
import type { LiveMarket } from '../live-market/live-market.service.ts'
import { bind, ReadyBytes } from '../platform/bind.ts'
import { ProblemError } from '../platform/problem.ts'
import { whenReady } from '../platform/when-ready.ts'
import { describeDatafeed } from './datafeed-config.ts'
import { depthOfMarket, tradesOfMarket } from './live-answers.ts'
import type { QuotesService } from './quotes.service.ts'
import { describeSymbol } from './symbol-details.ts'
import { searchRows } from './search-rows.ts'

export interface DatafeedOptions {
  readonly catalog: CatalogReader
  readonly bars: BarsService
  readonly quotes: QuotesService
  readonly live: LiveMarket
  readonly nowMs: () => number
}

const BARS_START = Buffer.from('{"bars":[')
const BARS_END = Buffer.from('],"no_data":false}')
const NO_DATA_END = Buffer.from('],"no_data":true}')

/** The datafeed in TradingView's shapes. */
export function datafeedRoutes(app: FastifyInstance, options: DatafeedOptions): void {
  const { catalog, bars, quotes, live, nowMs } = options
  liveRoutes(app, options)
  bind(app, operations.getDatafeedConfig, async () => describeDatafeed(await catalog.current()))
  bind(app, operations.searchSymbols, async ({ query }) =>
    searchRows(await catalog.current(), {
      text: query.user_input ?? '',
      exchange: query.exchange ?? '',
      type: query.symbol_type ?? '',
      limit: query.max_results ?? SEARCH_RESULTS_DEFAULT,
    }),
  )
  bind(app, operations.resolveSymbol, async ({ params }) =>
    describeSymbol(await findSymbol(catalog, { symbol: params.symbol, pointer: '/path/symbol' }), nowMs()),
  )
  bind(app, operations.getBars, ({ query }) => {
    const slice = whenReady(
      findSymbol(catalog, { symbol: query.symbol, pointer: '/query/symbol' }),
      (entry) =>
        bars.query({
          entry,
          resolution: query.resolution,
          from: query.from_time,
          to: query.to_time,
          countBack: query.count_back,
        }),
    )
    const revision = revisionOf(catalog)
    return whenReady(slice, (ready) => {
      const end = ready.isBeforeHistory ? NO_DATA_END : BARS_END
      const isCurrent = () => revision !== null && revisionOf(catalog) === revision
      return new ReadyBytes([BARS_START, ...bars.json(ready), end], ready.isLasting ? isCurrent : null)
    })
  })
  bind(app, operations.getQuotes, ({ body }) => quotes.quote(body.symbols))
  bind(app, operations.getDatafeedHealth, async () => {
    const { entries, barCount } = await catalog.current()
    const hasData = barCount > 0 || live.size > 0
    return {
      status: hasData ? ('ok' as const) : ('degraded' as const),
      message: hasData ? 'Datafeed is running' : 'No bars are loaded: import some',
      symbols_loaded: entries.length,
      bars_count: barCount,
      timestamp: new Date(nowMs()).toISOString(),
    }
  })
  bind(app, operations.getMarks, async ({ query }) => {
    await findSymbol(catalog, { symbol: query.symbol, pointer: '/query/symbol' })
    return []
  })
  bind(app, operations.getTimescaleMarks, async ({ query }) => {
    await findSymbol(catalog, { symbol: query.symbol, pointer: '/query/symbol' })
    return []
  })
  bind(app, operations.getServerTime, () => Math.floor(nowMs() / 1000))
}

/** What only a market has that trades here. */
function liveRoutes(app: FastifyInstance, { catalog, live }: DatafeedOptions): void {
  bind(app, operations.getDepth, async ({ query: { symbol, levels = DEPTH_LEVELS_DEFAULT } }) => {
    const market = marketOf(await findSymbol(catalog, { symbol, pointer: '/query/symbol' }), live)
    return depthOfMarket(market, { levels, at: live.at })
  })
  bind(app, operations.getTrades, async ({ query: { symbol, limit = TRADES_PER_ANSWER_DEFAULT } }) => {
    const market = marketOf(await findSymbol(catalog, { symbol, pointer: '/query/symbol' }), live)
    return tradesOfMarket(market, limit)
  })
}

/** @throws ProblemError `not_streamed` */
function marketOf({ instrument: { symbol } }: CatalogEntry, live: LiveMarket): Market {
  const market = live.market(symbol)
  if (market !== undefined) return market
  throw new ProblemError('not_streamed', `${symbol} has history only: it does not trade here.`, [
    { pointer: '/query/symbol', detail: 'has no live market' },
  ])
}

/** @throws ProblemError `unknown_symbol` */
function findSymbol(
  catalog: CatalogReader,
  { symbol, pointer }: { symbol: string; pointer: string },
): CatalogEntry | Promise<CatalogEntry> {
  return whenReady(catalog.current(), (current) => {
    const entry = current.find(symbol)
    if (entry !== null) return entry
    throw new ProblemError('unknown_symbol', `No instrument is called ${symbol}.`, [
      { pointer, detail: 'is not known' },
    ])
  })
}

/** `null` while the catalog is read anew. */
function revisionOf(catalog: CatalogReader): number | null {
  const current = catalog.current()
  return current instanceof Promise ? null : current.revision
}
