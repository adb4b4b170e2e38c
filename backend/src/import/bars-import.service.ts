import { isIntraday, type CalendarDefinition } from '@trading-pro/market'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import { formatSymbol } from '../instruments/instruments.service.ts'
import { createBarClock } from './bar-times.ts'
import { inFile, openSource, type SourceFile } from './byte-source.ts'
import { storeFile, type FileSummary, type FileTarget } from './file-import.ts'
import { calendarOf, chooseHours, type ImportFacts } from './instrument-plan.ts'
import type { LayoutHints } from './layout.ts'
import { PriceFacts, VolumeFacts } from './number-facts.ts'
import { ProgressDisplay, type ProgressOutput } from './progress.ts'
import { scanFile, type Scan } from './scan.ts'

/** Files of one series, and how they are to be read. */
export interface BarsImportRequest extends FileTarget {
  readonly paths: readonly string[]
  readonly layout: LayoutHints
}

export interface ImportContext {
  readonly store: MarketStore
  readonly progressOutput: ProgressOutput
  /** A clock in milliseconds that never goes back. */
  readonly now: () => number
}

/** Every file is read twice: to learn what it needs, and to store it. */
const PASSES = 2

/**
 * Imports files of bars into one series. All files are looked through before the first is stored; each is
 * stored in a transaction of its own.
 *
 * @throws UserError that names the file which cannot be taken; nothing of that file is stored
 */
export async function importBars(
  request: BarsImportRequest,
  { store, progressOutput, now }: ImportContext,
): Promise<readonly FileSummary[]> {
  const sources: SourceFile[] = []
  for (const path of request.paths) sources.push(await inFile(path, () => openSource(path)))
  const bytesTotal = PASSES * sources.reduce((sum, { size }) => sum + size, 0)
  const progress = new ProgressDisplay({ output: progressOutput, now, bytesTotal })
  try {
    const hours = await hoursInQuestion(request, store)
    const scans: Scan[] = []
    for (const source of sources)
      scans.push(await inFile(source.path, () => scanSource(source, request, { hours, progress })))
    const facts = mergeFacts(scans, hours)
    const summaries: FileSummary[] = []
    for (const scan of scans) {
      const { path } = scan.source
      summaries.push(
        await inFile(path, () => storeFile(scan, request, { store, facts, onProgress: progress.report })),
      )
      progress.endPass()
    }
    return summaries
  } finally {
    progress.close()
  }
}

async function hoursInQuestion(
  { instrument }: BarsImportRequest,
  store: MarketStore,
): Promise<readonly CalendarDefinition[]> {
  const symbol = formatSymbol(instrument.symbol)
  const { regular, extended } = chooseHours(instrument, {
    instrument: (await store.instruments()).find((stored) => stored.symbol === symbol) ?? null,
    series: (await store.series()).filter((series) => series.symbol === symbol),
  })
  return extended === null ? [regular] : [regular, extended]
}

async function scanSource(
  source: SourceFile,
  request: BarsImportRequest,
  { hours, progress }: { hours: readonly CalendarDefinition[]; progress: ProgressDisplay },
): Promise<Scan> {
  const calendars = hours.map(calendarOf)
  const [regular] = calendars
  if (regular === undefined) throw new Error('an instrument has trading hours')
  const scan = await scanFile(source, {
    hints: request.layout,
    resolution: request.times.resolution,
    createClock: ({ stampFormat }) =>
      createBarClock({ ...request.times, isInstant: stampFormat.kind === 'epoch', calendar: regular }),
    calendars: isIntraday(request.times.resolution) ? calendars : [],
    onProgress: progress.report,
  })
  progress.endPass()
  return scan
}

function mergeFacts(scans: readonly Scan[], hours: readonly CalendarDefinition[]): ImportFacts {
  const prices = new PriceFacts()
  const volumes = new VolumeFacts()
  for (const scan of scans) {
    prices.merge(scan.prices)
    volumes.merge(scan.volumes)
  }
  const outside = hours.map((definition, index) => ({
    hours: definition,
    count: scans.reduce((sum, scan) => sum + (scan.outside[index] ?? 0), 0),
  }))
  return { prices, volumes, outside }
}
