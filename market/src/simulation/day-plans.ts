import { InvariantError } from '@trading-pro/engine/assert'
import { createCalendar, type Calendar } from '../calendar/calendar.ts'
import type { TradingSegment } from '../calendar/trading-days.ts'
import { MINUTES_PER_DAY, SECONDS_PER_DAY, weekdayOf } from '../dates/dates.ts'
import { SIMULATED_DAY_PLANS_KEPT_MAX } from '../limits.ts'
import type { TimeZonePort } from '../time-zone/time-zone.ts'
import { bisect } from './bisection.ts'
import { keepRecent } from './keep-recent.ts'
import type { ActivityCurve, SimulatedMarket } from './markets.ts'
import { divisionOf, noiseByDepth, type Division } from './walk.ts'

/** Minutes of a UTC day in which the market trades without a pause; `to` is excluded. */
interface Stretch {
  readonly from: number
  readonly to: number
}

/** What is expected of one UTC day. */
export interface DayPlan {
  /** Variance in units of an ordinary day's; the weekday not counted. */
  readonly weight: number
  readonly division: Division
  readonly stretches: readonly Stretch[]
  /** How many minutes the market trades. */
  readonly length: number
  /**
   * Of each minute, the expected part of a day's volume over the root of the expected variance: times the
   * root of the variance that came about, it is the volume.
   */
  readonly volumeFactors: Float64Array
}

/** The expected course of the days of one market. */
export interface DayPlans {
  readonly calendar: Calendar
  /** The plan of a UTC day; days with the same hours share one. */
  planOf(epochDay: number): DayPlan
  /** Expected variance of a UTC day, in units of an ordinary day's; 0 when the market is closed. */
  weightOf(epochDay: number): number
}

/** For so long the minutes of a path share a key: a day halved five times. */
export const MINUTES_PER_KEY = 45
/** The halving of days into minutes; the last depths are the fine ones. */
const minuteTree = bisect(MINUTES_PER_DAY, MINUTES_PER_KEY)
/** Six halvings of 45 minutes. */
const FINE_DEPTHS = 6

/** @throws InvariantError when the hours of the market are no calendar */
export function createDayPlans(market: SimulatedMarket, timeZones: TimeZonePort): DayPlans {
  const calendar = calendarOf(market, timeZones)
  const noise = noiseByDepth(minuteTree, {
    coarse: market.noise.hours,
    fine: market.noise.minutes,
    fineDepths: FINE_DEPTHS,
  })
  const planOfHours = keepRecent<string, DayPlan>(SIMULATED_DAY_PLANS_KEPT_MAX)

  let latest: { readonly epochDay: number; readonly plan: DayPlan } | null = null

  /** The same day is asked for by several paths in a row. */
  function planOf(epochDay: number): DayPlan {
    if (latest?.epochDay === epochDay) return latest.plan
    const segments = segmentsWithin(calendar, epochDay)
    const key = segments.map(({ open, close }) => `${open}-${close}`).join()
    const plan = planOfHours(key, () => buildPlan({ segments, market, noise }))
    latest = { epochDay, plan }
    return plan
  }

  return {
    calendar,
    planOf,
    weightOf: (epochDay) => planOf(epochDay).weight * (market.weekdays[weekdayOf(epochDay)] ?? 0),
  }
}

function calendarOf(market: SimulatedMarket, timeZones: TimeZonePort): Calendar {
  const calendar = createCalendar(market.hours, timeZones)
  if (calendar.kind === 'refused') throw new InvariantError(`${market.name}: ${calendar.reason}`)
  return calendar
}

/** Segments that reach into a UTC day, in minutes since it began: below 0 and past its end as they are. */
function segmentsWithin(calendar: Calendar, epochDay: number): readonly TradingSegment[] {
  const start = epochDay * SECONDS_PER_DAY
  return [epochDay - 1, epochDay, epochDay + 1]
    .flatMap((date) => calendar.tradingDay(date)?.segments ?? [])
    .map(({ open, close }) => ({ open: (open - start) / 60, close: (close - start) / 60 }))
    .filter(({ open, close }) => open < MINUTES_PER_DAY && close > 0)
}

function buildPlan(options: {
  readonly segments: readonly TradingSegment[]
  readonly market: SimulatedMarket
  readonly noise: Float64Array
}): DayPlan {
  const { segments, market, noise } = options
  const { activity, overnight } = market
  const variance = new Float64Array(MINUTES_PER_DAY)
  const volumeFactors = new Float64Array(MINUTES_PER_DAY)
  const stretches = segments.map(({ open, close }) => ({
    from: Math.max(open, 0),
    to: Math.min(close, MINUTES_PER_DAY),
  }))
  for (const [index, { from, to }] of stretches.entries()) {
    const segment = segments[index] ?? { open: from, close: to }
    for (let minute = from; minute < to; minute += 1) {
      const step = stepAt(minute, segment, activity)
      const part = partOf(activity, 'variance', step) * (1 - overnight)
      variance[minute] = part
      volumeFactors[minute] = partOf(activity, 'volume', step) / Math.sqrt(part)
    }
  }
  // What happens while the market is closed comes about at once, in the minute before it opens.
  for (const { from } of stretches) if (from > 0 && variance[from - 1] === 0) variance[from - 1] = overnight
  return {
    weight: variance.reduce((sum, part) => sum + part, 0),
    division: divisionOf({ tree: minuteTree, weights: variance, noise }),
    stretches,
    length: stretches.reduce((sum, { from, to }) => sum + to - from, 0),
    volumeFactors,
  }
}

function stepAt(minute: number, segment: TradingSegment, { over, variance }: ActivityCurve): number {
  const fraction =
    over === 'day' ? minute / MINUTES_PER_DAY : (minute - segment.open) / (segment.close - segment.open)
  return Math.floor(fraction * variance.length)
}

/** The part of an ordinary day that a minute in the step has. */
function partOf(activity: ActivityCurve, of: 'variance' | 'volume', step: number): number {
  const steps = activity[of]
  const mean = steps.reduce((sum, level) => sum + level, 0) / steps.length
  return (steps[step] ?? 0) / (mean * activity.ordinaryMinutes)
}
