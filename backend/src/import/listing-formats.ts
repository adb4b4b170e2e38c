import { tickSizeFromDecimal, type TickSize } from '@trading-pro/engine/numbers'
import { exchangeOfCode } from './exchange-codes.ts'

/** One instrument of a listing; null where the listing does not say. */
export interface Listing {
  readonly exchange: string
  readonly name: string
  readonly description: string
  readonly type: string | null
  readonly currency: string | null
  readonly tickSize: TickSize | null
}

/** A record by its header names in lower case; a missing field is an empty text. */
export type ListingRecord = (column: string) => string

/** What a record is: an instrument, one that is left out on purpose, or one that cannot be read. */
export type ListingRow =
  | { readonly kind: 'listed'; readonly listing: Listing }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'bad'; readonly reason: string }

export interface ListingFormat {
  readonly name: string
  /** Columns that only this format has together. */
  readonly columns: readonly string[]
  /** Whether records may lack fields at their end. */
  readonly isRagged: boolean
  readonly read: (record: ListingRecord) => ListingRow
}

const SKIPPED: ListingRow = { kind: 'skipped' }

/** The formats, the most special first. */
export const LISTING_FORMATS: readonly ListingFormat[] = [
  {
    name: 'symbol properties',
    columns: ['market', 'symbol', 'type', 'minimum_price_variation'],
    isRagged: true,
    read: readSymbolProperties,
  },
  {
    name: 'currencies',
    columns: ['symbol', 'base_currency', 'quote_currency', 'exchange'],
    isRagged: false,
    read: readCurrency,
  },
  {
    name: 'cryptocurrencies',
    columns: ['symbol', 'cryptocurrency', 'currency', 'exchange'],
    isRagged: false,
    read: readCryptocurrency,
  },
  { name: 'funds', columns: ['symbol', 'name', 'family', 'exchange'], isRagged: false, read: readFund },
  { name: 'equities', columns: ['symbol', 'name', 'exchange', 'mic'], isRagged: false, read: readEquity },
  {
    name: 'index members',
    columns: ['symbol', 'security', 'gics sector'],
    isRagged: false,
    read: readIndexMember,
  },
  { name: 'NASDAQ listing', columns: ['symbol', 'security name'], isRagged: false, read: readNasdaqListing },
]

/** The exchange of a listing that names none. */
export const UNNAMED_EXCHANGE = ''

function readNasdaqListing(record: ListingRecord): ListingRow {
  const name = record('symbol')
  // The last row says when the file was made.
  if (name.startsWith('File Creation Time') || record('test issue') === 'Y') return SKIPPED
  const description = record('company name') || record('security name')
  const type = record('etf') === 'Y' ? 'fund' : 'stock'
  return listed({ exchange: 'NASDAQ', name, description, type, currency: 'USD' })
}

/** Members of a New York index; the file does not tell on which exchange they trade. */
function readIndexMember(record: ListingRecord): ListingRow {
  const description = record('security')
  return listed({
    exchange: UNNAMED_EXCHANGE,
    name: record('symbol'),
    description,
    type: 'stock',
    currency: 'USD',
  })
}

function readEquity(record: ListingRecord): ListingRow {
  return readSecurity(record, 'stock')
}

function readFund(record: ListingRecord): ListingRow {
  return readSecurity(record, 'fund')
}

function readSecurity(record: ListingRecord, type: string): ListingRow {
  const code = record('exchange') || record('mic')
  const exchange = exchangeOfCode(code)
  if (exchange === null)
    return { kind: 'bad', reason: code === '' ? 'no exchange' : `unknown exchange "${code}"` }
  return listed({
    exchange,
    name: record('symbol'),
    description: record('name'),
    type,
    currency: record('currency'),
  })
}

function readCurrency(record: ListingRecord): ListingRow {
  const [base, quote] = [record('base_currency'), record('quote_currency')]
  if (base === '' || quote === '') return { kind: 'bad', reason: 'no base or quote currency' }
  return listed({
    exchange: 'FX',
    name: base + quote,
    description: record('name'),
    type: 'forex',
    currency: quote,
  })
}

function readCryptocurrency(record: ListingRecord): ListingRow {
  const name = record('symbol').replaceAll('-', '')
  return listed({
    exchange: 'CRYPTO',
    name,
    description: record('name'),
    type: 'crypto',
    currency: record('currency'),
  })
}

const TYPES_OF_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['crypto', 'crypto'],
  ['cryptofuture', 'futures'],
  ['cfd', 'cfd'],
  ['equity', 'stock'],
  ['forex', 'forex'],
  ['future', 'futures'],
  ['index', 'index'],
])

/**
 * Tick sizes of many venues. Options are left out, and `[*]`, which stands for all instruments of a venue.
 */
function readSymbolProperties(record: ListingRecord): ListingRow {
  const market = record('market')
  const symbol = record('symbol')
  const kind = record('type')
  const type = TYPES_OF_PROPERTIES.get(kind)
  if (market.startsWith('#') || symbol === '[*]' || kind.endsWith('option')) return SKIPPED
  if (type === undefined) return { kind: 'bad', reason: `unknown type "${kind}"` }
  const step = record('minimum_price_variation')
  const tickSize = tickSizeFromDecimal(step)
  if (tickSize === null) return { kind: 'bad', reason: `unreadable tick "${step}"` }
  // A venue may have a coin and its perpetual future under one name; TradingView tells them apart so.
  const name = kind === 'cryptofuture' ? `${symbol}.P` : symbol
  const exchange = type === 'index' && market === 'usa' ? 'INDEX' : market
  const description = record('description') || symbol
  return listed({ exchange, name, description, type, currency: record('quote_currency'), tickSize })
}

interface ListedFields {
  readonly exchange: string
  readonly name: string
  readonly description: string
  readonly type: string
  readonly currency: string
  readonly tickSize?: TickSize
}

function listed({ currency, tickSize, ...fields }: ListedFields): ListingRow {
  return { kind: 'listed', listing: { ...fields, currency: currency || null, tickSize: tickSize ?? null } }
}
