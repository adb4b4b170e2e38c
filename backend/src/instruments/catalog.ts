import {
  canResample,
  compareResolutions,
  createCalendar,
  formatResolution,
  intlTimeZone,
  parseResolution,
  type Calendar,
  type Resolution,
} from '@trading-pro/market'
import type { Instrument, MarketStore, StoredSeries } from '../adapters/storage/market-store.ts'
import { createSymbolIndex, type SymbolIndex } from './symbol-search.ts'

/** What the API offers; a symbol has those of them that can be made of its stored bars. */
export const OFFERED_RESOLUTIONS =
  '1S 5S 10S 15S 30S 1 2 3 5 10 15 30 45 60 90 120 180 240 360 480 720 1D 2D 3D 1W 2W 1M 3M 6M 12M'.split(' ')

const OFFERED = OFFERED_RESOLUTIONS.flatMap((text) => parseResolution(text) ?? [])

/** An instrument with what is known of it. */
export interface CatalogEntry {
  readonly instrument: Instrument
  /** What is stored, finest first; empty for a symbol that is only listed, or whose bars are made. */
  readonly series: readonly SeriesEntry[]
  /** Those of the offered resolutions that can be served, finest first. */
  readonly resolutions: readonly string[]
  /** Whether there are bars of it. */
  readonly hasData: boolean
  /** Whether it trades here and now: its quotes, book, trades and bars are those of its market. */
  readonly isLive: boolean
  /** Whether it is among the first that a list of everything shows. */
  readonly isFeatured: boolean
  /** Its trading hours, read when it is first needed. */
  calendar(): Calendar
}

export interface SeriesEntry {
  readonly stored: StoredSeries
  readonly resolution: Resolution
}

/** All instruments in memory, as of one commit. */
export interface Catalog {
  /** Another one each time that the catalog was read. */
  readonly revision: number
  readonly entries: readonly CatalogEntry[]
  readonly barCount: number
  /** Made when it is first asked for: thousands of symbols take a tenth of a second. */
  index(): SymbolIndex
  /**
   * By `EXCHANGE:NAME` or bare name, any case. Of several with the same name the one with most stored bars is
   * meant, then one that is simulated, then one that is only listed.
   */
  find(symbol: string): CatalogEntry | null
}

/** Reads the catalog, anew when the store has changed. */
export interface CatalogReader {
  /** The catalog as of the last commit, or of at most 100 ms before. */
  current(): Catalog | Promise<Catalog>
  /** The catalog as it was read last. */
  latest(): Catalog
  /** Reads it anew at once: after a write of our own. */
  reload(): Promise<Catalog>
}

/** Symbols have no other characters. */
const ASCII = /^[ -~]*$/

/** How old the answer to "did anything change?" may be, in ms. */
const CHECK_INTERVAL_MS = 100

/** Reads the catalog of a store for the first time; `simulated` are instruments that are in no store. */
export async function openCatalog(
  store: MarketStore,
  simulated: readonly CatalogEntry[] = [],
): Promise<CatalogReader> {
  const calendars = new Map<string, Calendar>()
  let revision = 0
  let version = store.dataVersion()
  let checkedAt = performance.now()
  let catalog = await read()
  let pending: Promise<Catalog> | null = null

  function read(): Promise<Catalog> {
    revision += 1
    return readCatalog(store, { simulated, calendars, revision })
  }

  async function reload(): Promise<Catalog> {
    // Taken before the reading: what is committed meanwhile makes the catalog be read again.
    const readVersion = store.dataVersion()
    catalog = await read()
    version = readVersion
    return catalog
  }

  return {
    current() {
      if (pending !== null) return pending
      const now = performance.now()
      if (now - checkedAt < CHECK_INTERVAL_MS) return catalog
      checkedAt = now
      if (store.dataVersion() === version) return catalog
      pending = reload().finally(() => {
        pending = null
      })
      // Whoever waits for it is told; who only wanted to know whether anything changed does not wait.
      pending.catch(() => undefined)
      return pending
    },
    latest: () => catalog,
    reload,
  }
}

async function readCatalog(
  store: MarketStore,
  options: {
    readonly simulated: readonly CatalogEntry[]
    readonly calendars: Map<string, Calendar>
    readonly revision: number
  },
): Promise<Catalog> {
  const { simulated, calendars, revision } = options
  const seriesBySymbol = Map.groupBy(await store.series(), ({ symbol }) => symbol)
  const stored = (await store.instruments()).map((instrument) =>
    createEntry(instrument, { stored: seriesBySymbol.get(instrument.symbol) ?? [], calendars }),
  )
  // What is simulated has its symbols for itself: made up and real prices never meet under one.
  const bySymbol = new Map([...stored, ...simulated].map((entry) => [entry.instrument.symbol, entry]))
  const entries = [...bySymbol.values()]
  const byName = new Map<string, CatalogEntry>()
  for (const entry of entries) {
    const rival = byName.get(entry.instrument.name)
    if (rival === undefined || isLikelier(entry, rival)) byName.set(entry.instrument.name, entry)
  }
  let index: SymbolIndex | undefined
  return {
    revision,
    entries,
    barCount: entries.reduce((sum, entry) => sum + barCountOf(entry), 0),
    index: () => (index ??= createSymbolIndex(entries.map(searchEntryOf))),
    find(symbol) {
      // Of other letters the upper case may be ASCII, as SS of the German sharp s.
      if (!ASCII.test(symbol)) return null
      const wanted = symbol.toUpperCase()
      return bySymbol.get(wanted) ?? byName.get(wanted) ?? null
    },
  }
}

/** Stored bars of all its series. */
export function barCountOf({ series }: CatalogEntry): number {
  return series.reduce((sum, { stored }) => sum + stored.barCount, 0)
}

/** Whether the first of two with the same name is rather meant by it. */
function isLikelier(entry: CatalogEntry, rival: CatalogEntry): boolean {
  const [bars, barsOfRival] = [barCountOf(entry), barCountOf(rival)]
  return bars === barsOfRival ? entry.isLive && !rival.isLive : bars > barsOfRival
}

/** Thousands of symbols are only listed. */
const NOTHING_STORED: Pick<CatalogEntry, 'series' | 'resolutions' | 'hasData'> = {
  series: [],
  resolutions: [],
  hasData: false,
}
const NOT_LIVE = { isLive: false, isFeatured: false }

function createEntry(
  instrument: Instrument,
  { stored, calendars }: { stored: readonly StoredSeries[]; calendars: Map<string, Calendar> },
): CatalogEntry {
  if (stored.length === 0)
    return { instrument, ...NOTHING_STORED, ...NOT_LIVE, calendar: () => calendarOf(instrument, calendars) }
  const series = stored.flatMap((one) => {
    const resolution = parseResolution(one.resolution)
    return resolution === null ? [] : [{ stored: one, resolution }]
  })
  series.sort((left, right) => compareResolutions(left.resolution, right.resolution))
  return {
    instrument,
    series,
    resolutions: servedResolutions(series),
    hasData: series.length > 0,
    ...NOT_LIVE,
    calendar: () => calendarOf(instrument, calendars),
  }
}

/** Most instruments share their exchange's calendar. */
function calendarOf(instrument: Instrument, calendars: Map<string, Calendar>): Calendar {
  const { timezone, session, holidays, corrections } = instrument
  const key = JSON.stringify([timezone, session, holidays, corrections])
  const known = calendars.get(key)
  if (known !== undefined) return known
  const calendar = createCalendar({ timezone, session, holidays, corrections }, intlTimeZone)
  if (calendar.kind !== 'calendar') {
    throw new Error(`the trading hours of ${instrument.symbol} cannot be read: ${calendar.reason}`)
  }
  calendars.set(key, calendar)
  return calendar
}

function servedResolutions(series: readonly SeriesEntry[]): readonly string[] {
  const stored = series.map(({ resolution }) => resolution)
  const served = OFFERED.filter((to) => stored.some((from) => canResample({ from, to })))
  const all = new Map([...served, ...stored].map((resolution) => [formatResolution(resolution), resolution]))
  return [...all.values()].sort(compareResolutions).map(formatResolution)
}

function searchEntryOf({ instrument, hasData, isLive, isFeatured }: CatalogEntry) {
  const { symbol, exchange, name, description, type } = instrument
  return { symbol, exchange, name, description, type, hasData, isLive, isFeatured }
}
