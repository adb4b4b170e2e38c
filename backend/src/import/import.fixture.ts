import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { TickSize } from '@trading-pro/engine/numbers'
import { intlTimeZone, parseResolution, type Resolution, type TimeZone } from '@trading-pro/market'
import type { Instrument, MarketStore, StoredSeries } from '../adapters/storage/market-store.ts'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { parseSymbol } from '../instruments/instruments.service.ts'
import { importBars, type BarsImportRequest } from './bars-import.service.ts'
import type { FileSummary } from './file-import.ts'
import type { InstrumentOptions } from './instrument-plan.ts'
import type { LayoutHints } from './layout.ts'

/** What a test says about an import; the rest is as without options. */
export interface ImportWishes {
  readonly symbol?: string
  readonly resolution?: string
  readonly timezone?: string
  readonly isEndStamped?: boolean
  readonly isStrict?: boolean
  readonly layout?: Partial<LayoutHints>
  readonly instrument?: Partial<InstrumentOptions>
}

/** One stored bar with its prices as ticks: time (Unix seconds), open, high, low, close, volume. */
export type StoredBar = readonly [number, number, number, number, number, number]

/** A store in a directory of its own, and files to import into it. */
export class ImportBench implements AsyncDisposable {
  readonly directory: string
  readonly store: MarketStore
  readonly progressTexts: string[] = []

  private constructor(directory: string, store: MarketStore) {
    this.directory = directory
    this.store = store
  }

  static async open(): Promise<ImportBench> {
    const directory = await mkdtemp(join(tmpdir(), 'tp-import-'))
    return new ImportBench(directory, await openSqliteMarketStore({ directory: join(directory, 'data') }))
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.directory, name)
    await writeFile(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content)
    return path
  }

  import(paths: readonly string[], wishes: ImportWishes = {}): Promise<readonly FileSummary[]> {
    return importBars(requestOf(paths, wishes), {
      store: this.store,
      progressOutput: { isTTY: false, write: (text) => this.progressTexts.push(text) },
      now: () => performance.now(),
    })
  }

  /** Imports one file of the given text. */
  async importText(text: string, wishes: ImportWishes = {}): Promise<FileSummary> {
    const [summary] = await this.import([await this.write('bars.csv', text)], wishes)
    if (summary === undefined) throw new Error('one file has one summary')
    return summary
  }

  async instrument(symbol = 'NASDAQ:TEST'): Promise<Instrument | null> {
    return (await this.store.instruments()).find((instrument) => instrument.symbol === symbol) ?? null
  }

  async series(symbol = 'NASDAQ:TEST', resolution = '1D'): Promise<StoredSeries | null> {
    const all = await this.store.series()
    return all.find((series) => series.symbol === symbol && series.resolution === resolution) ?? null
  }

  async bars(symbol = 'NASDAQ:TEST', resolution = '1D'): Promise<readonly StoredBar[]> {
    const series = await this.series(symbol, resolution)
    const bars: StoredBar[] = []
    if (series === null) return bars
    for (const { startTime } of await this.store.blockHeads(series)) {
      const block = await this.store.readBlock(series, startTime)
      block?.time.forEach((time, index) => {
        const at = (column: Float64Array): number => column[index] ?? Number.NaN
        bars.push([time, at(block.open), at(block.high), at(block.low), at(block.close), at(block.volume)])
      })
    }
    return bars
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]()
    await rm(this.directory, { recursive: true, force: true })
  }
}

function requestOf(paths: readonly string[], wishes: ImportWishes): BarsImportRequest {
  const symbol = parseSymbol(wishes.symbol ?? 'NASDAQ:TEST')
  if (symbol === null) throw new Error('no symbol')
  return {
    paths,
    instrument: {
      symbol,
      tickSize: null,
      session: null,
      sessionTimezone: null,
      type: null,
      description: null,
      currency: null,
      ...wishes.instrument,
    },
    times: {
      resolution: resolutionOf(wishes.resolution ?? '1D'),
      zone: zoneOf(wishes.timezone ?? 'UTC'),
      isEndStamped: wishes.isEndStamped ?? false,
    },
    layout: { separator: null, columns: null, dateOrder: null, ...wishes.layout },
    isStrict: wishes.isStrict ?? false,
  }
}

export function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(`no resolution: ${text}`)
  return resolution
}

export function zoneOf(name: string): TimeZone {
  const zone = intlTimeZone(name)
  if (zone === null) throw new Error(`no time zone: ${name}`)
  return zone
}

/** Unix seconds of an ISO text. */
export function at(iso: string): number {
  return Date.parse(iso) / 1_000
}

export const CENT: TickSize = { priceScale: 100, minimumMovement: 1 }

/** Three days of a fund, as a file and as they are stored. */
export const DAYS = `date,open,high,low,close,volume
2017-01-03,212.61,213.35,211.52,212.80,96708880
2017-01-04,213.16,214.22,213.15,214.06,83348752
2017-01-05,213.77,214.06,213.02,213.89,82961968
`
export const DAYS_STORED: readonly StoredBar[] = [
  [at('2017-01-03'), 21261, 21335, 21152, 21280, 96708880],
  [at('2017-01-04'), 21316, 21422, 21315, 21406, 83348752],
  [at('2017-01-05'), 21377, 21406, 21302, 21389, 82961968],
]

/** Minutes from the given UTC time on, each with the same bar. */
export function minutes(start: string, count: number, { volume = '5' } = {}): string {
  const rows = Array.from({ length: count }, (_, index) => {
    return `${new Date(Date.parse(start) + index * 60_000).toISOString()},10.5,10.75,10.25,10.5,${volume}`
  })
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`
}
