import { canResample, formatResolution, parseResolution, type Resolution } from '@trading-pro/market'
import type { CatalogEntry, SeriesEntry } from '../instruments/instruments.service.ts'
import { ProblemError } from '../platform/problem.ts'

/** From which stored series a resolution of a symbol is served. */
export interface BarPlan {
  readonly entry: CatalogEntry
  readonly resolution: Resolution
  readonly series: SeriesEntry
  /** Whether the series has this resolution itself, and is not resampled. */
  readonly isStored: boolean
  /** Names the bars, with the revision of the series: once that has changed, they are others. */
  readonly key: string
}

/** Plans of a symbol that are kept: more resolutions than anybody offers. */
const PLANS_MAX = 64

/**
 * Plans by symbol and resolution, kept as long as the catalog is the same; `null` for a symbol without bars.
 * The function throws ProblemError for resolutions that are none or cannot be served.
 */
export function createPlanner(): (entry: CatalogEntry, resolution: string) => BarPlan | null {
  const plans = new WeakMap<CatalogEntry, Map<string, BarPlan | null>>()
  return (entry, text) => {
    const ofEntry = plans.get(entry) ?? new Map<string, BarPlan | null>()
    const kept = ofEntry.get(text)
    if (kept !== undefined) return kept
    const plan = createPlan(entry, readResolution(text))
    if (ofEntry.size >= PLANS_MAX) ofEntry.clear()
    plans.set(entry, ofEntry.set(text, plan))
    return plan
  }
}

function createPlan(entry: CatalogEntry, resolution: Resolution): BarPlan | null {
  if (!entry.hasData) return null
  const series = seriesFor(entry, resolution)
  const { seriesId, revision, resolution: stored } = series.stored
  const target = formatResolution(resolution)
  const isStored = target === stored
  const storedKey = `${seriesId}.${revision}`
  const key = isStored ? storedKey : `${storedKey}/${target}/${calendarKey(entry)}`
  return { entry, resolution, series, isStored, key }
}

/** @throws ProblemError `unknown_resolution` */
export function readResolution(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution !== null) return resolution
  throw new ProblemError('unknown_resolution', `"${text}" is no resolution; 1, 60, 1D, 1W and 1M are.`, [
    { pointer: '/query/resolution', detail: 'must be a number of minutes, or a number with S, D, W or M' },
  ])
}

/**
 * The coarsest stored series that the resolution can be made of: least work, and exact when it is the same.
 */
function seriesFor(entry: CatalogEntry, resolution: Resolution): SeriesEntry {
  const series = entry.series.findLast(({ resolution: from }) => canResample({ from, to: resolution }))
  if (series !== undefined) return series
  throw unsupported(entry, resolution)
}

/** What is answered where bars of a resolution can be made of nothing that there is. */
export function unsupported(entry: CatalogEntry, resolution: Resolution): ProblemError {
  const served = `served: ${entry.resolutions.join(', ')}`
  return new ProblemError(
    'unsupported_resolution',
    `${entry.instrument.symbol} has no bars of resolution ${formatResolution(resolution)}; ${served}.`,
    [{ pointer: '/query/resolution', detail: served }],
  )
}

function calendarKey({ instrument }: CatalogEntry): string {
  return [instrument.timezone, instrument.session, instrument.holidays, instrument.corrections].join('|')
}
