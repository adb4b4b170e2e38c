import type { Calendar, Resolution } from '@trading-pro/market'
import { UserError } from '../platform/user-error.ts'
import { BadRowList, badRowLines, type BadRows } from './bad-rows.ts'
import type { BarClock } from './bar-times.ts'
import { readHead, type SourceFile } from './byte-source.ts'
import { detectLayout, type Layout, type LayoutHints } from './layout.ts'
import { PriceFacts, VolumeFacts } from './number-facts.ts'
import type { OnProgress } from './progress.ts'
import { readRows } from './row-pass.ts'
import { RowSteps } from './row-steps.ts'
import { SessionCount } from './session-count.ts'
import type { DateOrder, DateOrderEvidence } from './stamps.ts'

/** What the first pass learns of a file. */
export interface Scan {
  readonly source: SourceFile
  readonly layout: Layout
  readonly barCount: number
  readonly badRows: BadRows
  /** Whether times neither only ascend nor only descend. */
  readonly isUnordered: boolean
  readonly prices: PriceFacts
  readonly volumes: VolumeFacts
  /** For each of the calendars how many bars open while it is closed. */
  readonly outside: readonly number[]
  /**
   * The order that dates such as 1/2/1990 were read in without proof; null when none are or there is proof.
   */
  readonly assumedDateOrder: DateOrder | null
}

export interface ScanOptions {
  readonly hints: LayoutHints
  readonly resolution: Resolution
  /** A new clock for each reading: it follows the order of the rows. */
  readonly createClock: (layout: Layout) => BarClock
  readonly calendars: readonly Calendar[]
  readonly onProgress: OnProgress
}

/** Share of refused rows from which on the columns are not what they were taken for. */
const BAD_SHARE_MAX = 0.5

/**
 * Reads a file once, without keeping its rows.
 *
 * @throws UserError when it has no layout that can be read, or is damaged
 */
export async function scanFile(source: SourceFile, options: ScanOptions): Promise<Scan> {
  const layout = detectLayout(await readHead(source), options.hints)
  const first = await scanRows(source, layout, options)
  const provenOrder = options.hints.dateOrder === null ? contraryOrder(layout, first.evidence) : null
  const { scan, steps, evidence } =
    provenOrder === null
      ? first
      : await scanRows(source, { ...layout, stampFormat: { kind: 'calendar', order: provenOrder } }, options)
  refuseWrongColumns(scan)
  steps.refuseFiner()
  const isProven = evidence.firstAbove12 > 0 || evidence.secondAbove12 > 0
  const { stampFormat } = scan.layout
  const isAssumed = evidence.openOrder > 0 && !isProven && options.hints.dateOrder === null
  return {
    ...scan,
    assumedDateOrder: isAssumed && stampFormat.kind === 'calendar' ? stampFormat.order : null,
  }
}

async function scanRows(
  source: SourceFile,
  layout: Layout,
  { resolution, createClock, calendars, onProgress }: ScanOptions,
): Promise<{ scan: Omit<Scan, 'assumedDateOrder'>; steps: RowSteps; evidence: DateOrderEvidence }> {
  const badRows = new BadRowList()
  const prices = new PriceFacts()
  const volumes = new VolumeFacts()
  const sessions = calendars.map((calendar) => new SessionCount(calendar))
  const steps = new RowSteps(resolution)
  let previousTime = Number.NaN
  const directions = new Set<'up' | 'down'>()
  const { barCount, reader } = await readRows({
    source,
    layout,
    clock: createClock(layout),
    badRows,
    onProgress,
    afterChunk: () => Promise.resolve(),
    onBar(row, lineNumber) {
      // Such a row is left out or refused later.
      if (row.time === previousTime) return null
      if (row.time > previousTime) directions.add('up')
      else if (row.time < previousTime) directions.add('down')
      previousTime = row.time
      steps.add(row.time, lineNumber)
      prices.add(row.open)
      prices.add(row.high)
      prices.add(row.low)
      prices.add(row.close)
      volumes.add(row.volume)
      for (const session of sessions) session.add(row.time)
      return null
    },
  })
  const isUnordered = directions.size === 2
  const outside = sessions.map((session) => session.outside)
  const scan = { source, layout, barCount, badRows, isUnordered, prices, volumes, outside }
  return { scan, steps, evidence: reader.dateOrderEvidence }
}

/** The other order, when the dates of the file prove it. */
function contraryOrder(layout: Layout, { firstAbove12, secondAbove12 }: DateOrderEvidence): DateOrder | null {
  if (layout.stampFormat.kind !== 'calendar') return null
  const { order } = layout.stampFormat
  if (order === 'MDY' && firstAbove12 > 0 && secondAbove12 === 0) return 'DMY'
  return order === 'DMY' && secondAbove12 > 0 && firstAbove12 === 0 ? 'MDY' : null
}

function refuseWrongColumns({ barCount, badRows, layout }: Omit<Scan, 'assumedDateOrder'>): void {
  const rowCount = barCount + badRows.count
  const [example = ''] = badRowLines(badRows)
  const advice = layout.hasHeader ? '' : '; --columns says in which order the columns are'
  if (barCount === 0) throw new UserError(`none of the ${rowCount} rows is a bar (${example})${advice}`)
  if (badRows.count / rowCount <= BAD_SHARE_MAX) return
  throw new UserError(`${badRows.count} of the ${rowCount} rows are no bars (${example})${advice}`)
}
