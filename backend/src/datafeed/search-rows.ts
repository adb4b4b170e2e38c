import type { SearchRow } from '@trading-pro/contracts'
import type { Catalog } from '../instruments/instruments.service.ts'

/** What is looked for; empty texts ask for all. */
export interface SearchRequest {
  readonly text: string
  readonly exchange: string
  readonly type: string
  readonly limit: number
}

/** Found symbols, best first, in the shape that both datafeeds answer. */
export function searchRows(catalog: Catalog, request: SearchRequest): SearchRow[] {
  return catalog
    .index()
    .search(request)
    .map(({ symbol, exchange, name, description, type }) => ({
      symbol: name,
      full_name: symbol,
      description,
      exchange,
      ticker: symbol,
      type,
    }))
}
