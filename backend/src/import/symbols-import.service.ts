import type { Instrument, MarketStore, MarketWriter } from '../adapters/storage/market-store.ts'
import { exchangeDefaults, formatSymbol, parseSymbol } from '../instruments/instruments.service.ts'
import { UserError } from '../platform/user-error.ts'
import { BadRowList, type BadRows } from './bad-rows.ts'
import { inFile, openSource, readChunks } from './byte-source.ts'
import { readCsv, type CsvRecord } from './csv-text.ts'
import { POWERS_OF_TEN } from './decimals.ts'
import { LISTING_BYTES_MAX } from './limits.ts'
import {
  LISTING_FORMATS,
  UNNAMED_EXCHANGE,
  type Listing,
  type ListingFormat,
  type ListingRecord,
} from './listing-formats.ts'

/** What became of one listing file. */
export interface ListingSummary {
  readonly path: string
  readonly format: string
  readonly addedCount: number
  /** Symbols that were stored before, or stand in the file twice; they stay as they are. */
  readonly knownCount: number
  /** Footers, test issues and what stands for no instrument. */
  readonly skippedCount: number
  readonly badRows: BadRows
}

interface ListingFile {
  readonly path: string
  readonly format: ListingFormat
  readonly listings: readonly Listing[]
  readonly skippedCount: number
  readonly badRows: BadRows
}

const SEPARATORS = [',', ';', '\t', '|'] as const
/** Where members of a New York index trade that no listing has under another exchange. */
const ASSUMED_EXCHANGE = 'NYSE'
const NEW_YORK_EXCHANGES = ['NYSE', 'NASDAQ', 'AMEX', 'ARCA', 'BATS'] as const

/**
 * Loads listing files. All are read before the first is stored; each is stored in a transaction of its own.
 *
 * @throws UserError that names the file which cannot be read
 */
export async function importSymbols(
  paths: readonly string[],
  store: MarketStore,
): Promise<readonly ListingSummary[]> {
  const files: ListingFile[] = []
  for (const path of paths) files.push(await inFile(path, () => readListing(path)))
  // Files that name no exchange come last: the others may have named it.
  const isUnnamed = ({ listings }: ListingFile) =>
    listings.some(({ exchange }) => exchange === UNNAMED_EXCHANGE)
  const summaries: ListingSummary[] = []
  for (const file of files.toSorted((left, right) => Number(isUnnamed(left)) - Number(isUnnamed(right)))) {
    summaries.push(await store.transact((writer) => storeListing(file, store, writer)))
  }
  return summaries
}

/** Reads what is stored inside the transaction, which may have waited for an import of bars. */
async function storeListing(
  { path, format, listings, skippedCount, badRows }: ListingFile,
  store: MarketStore,
  writer: MarketWriter,
): Promise<ListingSummary> {
  const stored = new Map((await store.instruments()).map((instrument) => [instrument.symbol, instrument]))
  const instruments = listings.map((listing) => instrumentOf(withExchange(listing, stored)))
  for (const renamed of namedBy(instruments, stored)) await writer.putInstrument(renamed)
  const addedCount = await writer.addInstruments(instruments)
  const knownCount = instruments.length - addedCount
  return { path, format: format.name, addedCount, knownCount, skippedCount, badRows }
}

/** Instruments that came with bars alone have no name but their symbol: the listing gives them one. */
function namedBy(
  listed: readonly Instrument[],
  stored: ReadonlyMap<string, Instrument>,
): readonly Instrument[] {
  const firstRows = new Map(listed.toReversed().map((instrument) => [instrument.symbol, instrument]))
  return [...firstRows.values()].flatMap(({ symbol, description }) => {
    const known = stored.get(symbol)
    return known === undefined || known.description !== known.name ? [] : [{ ...known, description }]
  })
}

async function readListing(path: string): Promise<ListingFile> {
  const text = await readText(path)
  const headerEnd = text.indexOf('\n')
  const header = headerEnd < 0 ? text : text.slice(0, headerEnd)
  const separator = SEPARATORS.toSorted(
    (left, right) => header.split(right).length - header.split(left).length,
  )[0]
  const [first, ...records] = [...readCsv(text, separator ?? ',')]
  const columns = (first?.fields ?? []).map((name) => name.trim().toLowerCase())
  const format = LISTING_FORMATS.find((candidate) =>
    candidate.columns.every((name) => columns.includes(name)),
  )
  if (format === undefined) throw new UserError('the header is of no listing that is known')
  return { path, ...readRecords(records, columns, format) }
}

function readRecords(
  records: readonly CsvRecord[],
  columns: readonly string[],
  format: ListingFormat,
): Omit<ListingFile, 'path'> {
  const listings: Listing[] = []
  const badRows = new BadRowList()
  let skippedCount = 0
  for (const { lineNumber, fields, defect } of records) {
    if (fields.every((field) => field.trim() === '')) continue
    const isComplete = fields.length === columns.length || (format.isRagged && fields.length < columns.length)
    const isComment = fields[0]?.startsWith('#') === true
    const complaint = defect ?? (isComplete ? null : `${fields.length} fields instead of ${columns.length}`)
    if (complaint !== null && !isComment) {
      badRows.add(lineNumber, complaint)
      continue
    }
    const record: ListingRecord = (column) => fields[columns.indexOf(column)]?.trim() ?? ''
    const row = isComment ? ({ kind: 'skipped' } as const) : format.read(record)
    if (row.kind === 'skipped') skippedCount += 1
    else if (row.kind === 'bad') badRows.add(lineNumber, row.reason)
    else if (isUsable(row.listing)) listings.push(row.listing)
    else
      badRows.add(lineNumber, row.listing.name === '' ? 'no symbol' : `unusable symbol "${row.listing.name}"`)
  }
  return { format, listings, skippedCount, badRows }
}

function isUsable({ exchange, name }: Listing): boolean {
  return parseSymbol(`${exchange === UNNAMED_EXCHANGE ? ASSUMED_EXCHANGE : exchange}:${name}`) !== null
}

async function readText(path: string): Promise<string> {
  const source = await openSource(path)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of readChunks(source, () => undefined)) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > LISTING_BYTES_MAX)
      throw new UserError(`larger than ${LISTING_BYTES_MAX} bytes: not a listing`)
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  // Files of the old Macintosh end their lines with carriage returns alone.
  return text.includes('\n') ? text : text.replaceAll('\r', '\n')
}

function withExchange(listing: Listing, stored: ReadonlyMap<string, Instrument>): Listing {
  if (listing.exchange !== UNNAMED_EXCHANGE) return listing
  const name = listing.name.toUpperCase()
  const exchange = NEW_YORK_EXCHANGES.find((candidate) =>
    stored.has(formatSymbol({ exchange: candidate, name })),
  )
  return { ...listing, exchange: exchange ?? ASSUMED_EXCHANGE }
}

function instrumentOf(listing: Listing): Instrument {
  const parts = parseSymbol(`${listing.exchange}:${listing.name}`)
  if (parts === null) throw new Error('unusable symbols are sorted out before')
  const defaults = exchangeDefaults(parts)
  return {
    symbol: formatSymbol(parts),
    exchange: parts.exchange,
    name: parts.name,
    description: listing.description || parts.name,
    type: listing.type ?? defaults.type,
    timezone: defaults.hours.timezone,
    session: defaults.hours.session,
    holidays: defaults.hours.holidays,
    corrections: defaults.hours.corrections,
    currency: listing.currency ?? defaults.currency,
    tickSize: listing.tickSize ?? {
      priceScale: POWERS_OF_TEN[defaults.priceDecimalsMin] ?? 1,
      minimumMovement: 1,
    },
    volumePrecision: 0,
    origin: 'listing',
  }
}
