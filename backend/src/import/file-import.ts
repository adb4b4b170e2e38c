import {
  compareResolutions,
  formatResolution,
  isIntraday,
  parseResolution,
  type Resolution,
} from '@trading-pro/market'
import type {
  Instrument,
  MarketStore,
  MarketWriter,
  Plots,
  SeriesWriter,
  StoredSeries,
  UpsertCounts,
} from '../adapters/storage/market-store.ts'
import { formatSymbol } from '../instruments/instruments.service.ts'
import { UserError } from '../platform/user-error.ts'
import { BadRowList, badRowLines, type BadRows } from './bad-rows.ts'
import { BarBatch } from './bar-batch.ts'
import { BarConverter, type Rounding } from './bar-converter.ts'
import { createBarClock, type BarTimeRules } from './bar-times.ts'
import {
  calendarOf,
  decimalOfSteps,
  planInstrument,
  type ImportFacts,
  type InstrumentOptions,
} from './instrument-plan.ts'
import type { OnProgress } from './progress.ts'
import { createRepeatedTimes } from './repeated-times.ts'
import { readRows } from './row-pass.ts'
import type { Scan } from './scan.ts'
import { rescaleVolumes } from './volume-rescale.ts'

/** A price of so many ticks keeps its look when it is rounded to one. */
const FINE_TICKS = 20
/** Hundredths, the tick of most instruments, need no leave. */
const USUAL_PRICE_SCALE = 100

/** What the rows of a file are to become. */
export interface FileTarget {
  readonly instrument: InstrumentOptions
  /** The resolution, and how stamps turn into times; the calendar is the instrument's. */
  readonly times: Omit<BarTimeRules, 'calendar' | 'isInstant'>
  /** Refuse the file for bad rows and for prices off the tick. */
  readonly isStrict: boolean
}

export interface FileStorage {
  readonly store: MarketStore
  /** What all files of the import need together. */
  readonly facts: ImportFacts
  readonly onProgress: OnProgress
}

/** What became of one file. */
export interface FileSummary {
  readonly path: string
  readonly instrument: Instrument
  readonly counts: UpsertCounts
  readonly badRows: BadRows
  /** Rows that say again what the row before them said. */
  readonly repeatedCount: number
  readonly priceRounding: Rounding
  readonly volumeRounding: Rounding
  /** Bars of all files of the import that open outside the session. */
  readonly outsideSession: number
  /** Sentences about what was chosen. */
  readonly notes: readonly string[]
}

/**
 * Stores a file that was scanned, in one transaction.
 *
 * @throws UserError when it is not to be stored; then nothing is
 */
export function storeFile(scan: Scan, target: FileTarget, storage: FileStorage): Promise<FileSummary> {
  return storage.store.transact(async (writer) => {
    const symbol = formatSymbol(target.instrument.symbol)
    const stored = await writer.instrument(symbol)
    const { kept, replaced } = await replaceSamples(writer, symbol, target.times.resolution)
    const plan = planInstrument(target.instrument, { instrument: stored, series: kept }, storage.facts)
    const instrument = await settleVolumePrecision(
      { stored, planned: plan.instrument, kept },
      writer,
      storage.store,
    )
    if (JSON.stringify(stored) !== JSON.stringify(instrument)) await writer.putInstrument(instrument)
    const resolution = formatResolution(target.times.resolution)
    const series = await writer.writeSeries({ symbol, resolution, origin: 'import' })
    const rows = await writeRows(scan, target, { instrument, series, onProgress: storage.onProgress })
    if (target.isStrict) refuseImperfect(rows, instrument)
    const before = kept.find((other) => other.resolution === resolution)?.plots
    const counts = await series.finish(richerPlots(before, plotsOf(scan)))
    refuseNothing(rows, counts)
    if (target.instrument.tickSize === null && kept.every(({ origin }) => origin === 'sample')) {
      refuseCoarseTick(rows, { instrument, facts: storage.facts, barCount: barsOf(counts) })
    }
    const { badRows, repeatedCount, converter } = rows
    const { priceRounding, volumeRounding } = converter
    const notes = [...dateOrderNotes(scan), ...plan.notes, ...replaced]
    const { outsideSession } = plan
    return {
      path: scan.source.path,
      instrument,
      counts,
      badRows,
      repeatedCount,
      priceRounding,
      volumeRounding,
      outsideSession,
      notes,
    }
  })
}

/** Samples make room for data that is as fine or finer. */
async function replaceSamples(
  writer: MarketWriter,
  symbol: string,
  resolution: Resolution,
): Promise<{ kept: StoredSeries[]; replaced: string[] }> {
  const kept: StoredSeries[] = []
  const replaced: string[] = []
  for (const series of await writer.seriesOf(symbol)) {
    const stored = parseResolution(series.resolution)
    const isCovered = stored !== null && compareResolutions(resolution, stored) <= 0
    if (series.origin === 'sample' && isCovered) {
      await writer.deleteSeries(series.seriesId)
      replaced.push(`the bundled sample ${series.resolution} of ${symbol} made room`)
    } else kept.push(series)
  }
  return { kept, replaced }
}

/** Finer volumes than those stored make these finer, so that neither are rounded. */
async function settleVolumePrecision(
  {
    stored,
    planned,
    kept,
  }: { stored: Instrument | null; planned: Instrument; kept: readonly StoredSeries[] },
  writer: MarketWriter,
  store: MarketStore,
): Promise<Instrument> {
  const isGrowing = stored !== null && planned.volumePrecision > stored.volumePrecision
  const series = kept.filter(({ plots }) => plots === 'ohlcv')
  if (!isGrowing || series.length === 0) return planned
  const precision = { from: stored.volumePrecision, to: planned.volumePrecision }
  return { ...planned, volumePrecision: await rescaleVolumes({ store, writer }, series, precision) }
}

interface WrittenRows {
  readonly badRows: BadRows
  readonly repeatedCount: number
  readonly converter: BarConverter
}

async function writeRows(
  scan: Scan,
  target: FileTarget,
  output: { instrument: Instrument; series: SeriesWriter; onProgress: OnProgress },
): Promise<WrittenRows> {
  const { layout, source } = scan
  const { instrument, series, onProgress } = output
  const isInstant = layout.stampFormat.kind === 'epoch'
  const converter = new BarConverter(instrument, { isCloseOnly: layout.columns.range === null })
  const { resolution } = target.times
  const { isUnordered } = scan
  const repeatedTimes = createRepeatedTimes({ isUnordered, isDated: !isIntraday(resolution) })
  const batch = new BarBatch()
  const badRows = new BadRowList()
  let repeatedCount = 0
  const { barCount } = await readRows({
    source,
    layout,
    clock: createBarClock({ ...target.times, isInstant, calendar: calendarOf(instrument) }),
    badRows,
    onProgress,
    onBar(row) {
      const reason = converter.convert(row, batch.bars, batch.length)
      if (reason !== null) return reason
      const repetition = repeatedTimes.check(batch.bars, batch.length, row.stampSeconds)
      if (repetition === 'finer') return finerThan(resolution)
      if (repetition === 'other') return 'the time of an earlier row'
      if (repetition === 'same') repeatedCount += 1
      else batch.length += 1
      return null
    },
    async afterChunk() {
      if (batch.isFull) await series.upsert(batch.take())
    },
  })
  await series.upsert(batch.take())
  if (barCount + badRows.count !== scan.barCount + scan.badRows.count) {
    throw new UserError('the file changed while it was read')
  }
  return { badRows, repeatedCount, converter }
}

function finerThan(resolution: Resolution): string {
  const { unit, count } = resolution
  const period = count === 1 ? unit : `${count} ${unit}s`
  return `finer than --resolution ${formatResolution(resolution)}: an earlier row is of the same ${period}`
}

function refuseImperfect({ badRows, converter }: WrittenRows, { tickSize }: Instrument): void {
  const [example = ''] = badRowLines(badRows)
  if (badRows.count > 0) throw new UserError(`--strict: bad rows: ${badRows.count} (the first in ${example})`)
  const { count, differenceMax } = converter.priceRounding
  if (count === 0) return
  const difference = decimalOfSteps(differenceMax, tickSize)
  throw new UserError(
    `--strict: prices off the tick ${decimalOfSteps(1, tickSize)}: ${count}, by up to ${difference}`,
  )
}

/** What is left of the rows once the tick is known must still be most of them. */
function refuseNothing({ badRows }: WrittenRows, counts: UpsertCounts): void {
  const stored = barsOf(counts)
  if (stored > 0 && badRows.count <= stored) return
  const [example = ''] = badRowLines(badRows)
  throw new UserError(`${badRows.count} of the ${stored + badRows.count} rows are no bars (${example})`)
}

/** A tick that one enormous price has made coarse would ruin the small ones: the user must choose. */
function refuseCoarseTick(
  { converter }: WrittenRows,
  { instrument, facts, barCount }: { instrument: Instrument; facts: ImportFacts; barCount: number },
): void {
  const { tickSize } = instrument
  const smallest = (facts.prices.magnitudeMin * tickSize.priceScale) / tickSize.minimumMovement
  const { count } = converter.priceRounding
  if (count < barCount || smallest >= FINE_TICKS || tickSize.priceScale >= USUAL_PRICE_SCALE) return
  const tick = decimalOfSteps(1, tickSize)
  throw new UserError(
    `the largest price allows no finer tick than ${tick}, which would round ${count} prices; --tick sets one`,
  )
}

function barsOf({ inserted, updated, unchanged }: UpsertCounts): number {
  return inserted + updated + unchanged
}

function plotsOf({ layout, volumes }: Scan): Plots {
  if (layout.columns.range === null) return 'c'
  return volumes.max > 0 ? 'ohlcv' : 'ohlc'
}

const PLOTS_BY_RICHNESS = ['c', 'ohlc', 'ohlcv'] as const

function richerPlots(before: Plots | undefined, added: Plots): Plots {
  if (before === undefined) return added
  return PLOTS_BY_RICHNESS.indexOf(before) > PLOTS_BY_RICHNESS.indexOf(added) ? before : added
}

function dateOrderNotes({ assumedDateOrder }: Scan): string[] {
  if (assumedDateOrder === null) return []
  const words = assumedDateOrder === 'MDY' ? 'month, day, year' : 'day, month, year'
  return [`the dates are read as ${words}, which no date in the file proves (--date-order says otherwise)`]
}
