import { operations, SEARCH_RESULTS_DEFAULT } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import type { BarsService } from '../bars/bars.service.ts'
import type { CatalogEntry, CatalogReader } from '../instruments/instruments.service.ts'
import { bind, ReadyBytes } from '../platform/bind.ts'
import { ProblemError } from '../platform/problem.ts'
import { whenReady } from '../platform/when-ready.ts'
import { describeDatafeed } from './datafeed-config.ts'
import type { QuotesService } from './quotes.service.ts'
import { describeSymbol } from './symbol-details.ts'
import { searchRows } from './search-rows.ts'

export interface DatafeedOptions {
  readonly catalog: CatalogReader
  readonly bars: BarsService
  readonly quotes: QuotesService
  readonly nowMs: () => number
}

const BARS_START = Buffer.from('{"bars":[')
const BARS_END = Buffer.from('],"no_data":false}')
const NO_DATA_END = Buffer.from('],"no_data":true}')

/** The datafeed in TradingView's shapes. */
export function datafeedRoutes(
  app: FastifyInstance,
  { catalog, bars, quotes, nowMs }: DatafeedOptions,
): void {
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
    describeSymbol(await findSymbol(catalog, { symbol: params.symbol, pointer: '/path/symbol' })),
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
      return new ReadyBytes([BARS_START, ...bars.json(ready), end], isCurrent)
    })
  })
  bind(app, operations.getQuotes, ({ body }) => quotes.quote(body.symbols))
  bind(app, operations.getDatafeedHealth, async () => {
    const { entries, barCount } = await catalog.current()
    return {
      status: barCount > 0 ? ('ok' as const) : ('degraded' as const),
      message: barCount > 0 ? 'Datafeed is running' : 'No bars are loaded: import some',
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
