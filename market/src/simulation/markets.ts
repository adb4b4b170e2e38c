import type { CalendarDefinition } from '../calendar/calendar.ts'
import { venueCalendar } from '../calendar/venues/venue-calendar.ts'

/** When how much happens in a market, relative to other times of it. */
export interface ActivityCurve {
  /** Over the UTC day, or over each segment of the session however long it is. */
  readonly over: 'day' | 'segment'
  /** How long a day or segment is that counts as a whole one. */
  readonly ordinaryMinutes: number
  /** Equal steps of it: how much prices vary, and how much is traded. Only proportions matter. */
  readonly variance: readonly number[]
  readonly volume: readonly number[]
}

/**
 * How the instruments of one market move in common. The figures are fitted to recorded markets, see
 * `realism.real-data.test.ts`.
 */
export interface SimulatedMarket {
  readonly name: string
  readonly hours: CalendarDefinition
  /** Whether all trading of a date is on that date in UTC. */
  readonly hasUtcDates: boolean
  readonly activity: ActivityCurve
  /** From Sunday on, how much prices vary on a day (1 is an ordinary day); counts only for open days. */
  readonly weekdays: readonly number[]
  /** To how many ordinary days a year's variance amounts. */
  readonly ordinaryDaysPerYear: number
  /** The part of an ordinary day's variance that comes about while the market is closed before it. */
  readonly overnight: number
  /** Weeks between two prices that are drawn around the anchor on their own: a larger one strays further. */
  readonly weeksPerBlock: number
  /** How uneven variance is among weeks, among the days of one, within a day, within 45 minutes of it. */
  readonly noise: Readonly<Record<'weeks' | 'days' | 'hours' | 'minutes', number>>
  /** Of the factor that all its instruments share, as a fraction a year. */
  readonly factorVolatility: number
}

const ROUND_THE_CLOCK: CalendarDefinition = {
  timezone: 'Etc/UTC',
  session: '24x7',
  holidays: '',
  corrections: '',
}

/** From Sunday 17:00 to Friday 17:00 of New York, without Christmas and New Year's Day. */
const WORKING_WEEK: CalendarDefinition = {
  timezone: 'America/New_York',
  session: '1700-1700',
  holidays: Array.from({ length: 60 }, (_, year) => `${1990 + year}0101,${1990 + year}1225`).join(),
  corrections: '',
}

/** The thirteen half hours of New York's session. */
const EQUITY_SESSION: ActivityCurve = {
  over: 'segment',
  ordinaryMinutes: 390,
  variance: [1.9, 1.59, 1.2, 1.15, 0.85, 0.74, 0.64, 0.62, 0.71, 0.85, 0.85, 0.9, 1.05],
  volume: [1.72, 1.28, 1.1, 1.05, 0.88, 0.8, 0.66, 0.61, 0.65, 0.79, 0.8, 0.92, 1.8],
}

/** The same in half hours of the day, at New York's winter time, with some life before and after. */
const EQUITY_DAY: ActivityCurve = {
  over: 'day',
  ordinaryMinutes: 1_440,
  variance: [...quiet(24, 0.15), ...quiet(5, 0.3), ...EQUITY_SESSION.variance, ...quiet(6, 0.2)],
  volume: [...quiet(24, 0.12), ...quiet(5, 0.2), ...EQUITY_SESSION.volume, ...quiet(6, 0.15)],
}

function quiet(steps: number, level: number): number[] {
  return Array.from({ length: steps }, () => level)
}

const CRYPTO_DAY: ActivityCurve = {
  over: 'day',
  ordinaryMinutes: 1_440,
  variance: [
    ...[0.95, 0.95, 0.8, 0.85, 0.8, 0.8, 0.75, 0.8, 0.85, 0.8, 0.8, 0.95],
    ...[1, 1.3, 1.25, 1.2, 1.3, 1.2, 1.1, 1.1, 1, 1, 0.9, 0.95],
  ],
  volume: [
    ...[0.95, 0.9, 0.85, 0.82, 0.82, 0.82, 0.81, 0.84, 0.88, 0.84, 0.89, 1],
    ...[1.1, 1.25, 1.36, 1.33, 1.4, 1.2, 1.12, 1.07, 1, 0.95, 0.87, 0.85],
  ],
}

const FOREX_DAY: ActivityCurve = {
  over: 'day',
  ordinaryMinutes: 1_440,
  variance: [
    ...[0.6, 0.6, 0.47, 0.36, 0.26, 0.28, 0.5, 1.06, 1.5, 1.24, 0.97, 0.97],
    ...[1.25, 2, 1.8, 1.8, 1.47, 1.07, 1, 1.1, 0.68, 0.45, 0.6, 0.45],
  ],
  volume: [
    ...[0.71, 0.8, 0.72, 0.61, 0.51, 0.5, 0.66, 1.15, 1.43, 1.28, 1.14, 1.06],
    ...[1.19, 1.6, 1.55, 1.6, 1.4, 1.08, 1.02, 1, 0.86, 0.6, 0.7, 0.6],
  ],
}

const EQUITY = {
  weeksPerBlock: 64,
  noise: { weeks: 0.58, days: 0.46, hours: 0.35, minutes: 0.32 },
  factorVolatility: 0.15,
} as const

const FOREX = {
  weeksPerBlock: 128,
  noise: { weeks: 0.55, days: 0.45, hours: 0.68, minutes: 0.79 },
  factorVolatility: 0.06,
} as const

export const equityMarket: SimulatedMarket = {
  ...EQUITY,
  name: 'equity',
  hours: ROUND_THE_CLOCK,
  hasUtcDates: true,
  activity: EQUITY_DAY,
  weekdays: [0.3, 1, 1, 1, 1, 1, 0.3],
  ordinaryDaysPerYear: 292,
  overnight: 0,
}

export const equitySessionMarket: SimulatedMarket = {
  ...EQUITY,
  name: 'equity by session',
  hours: venueCalendar('XNYS'),
  hasUtcDates: true,
  activity: EQUITY_SESSION,
  weekdays: [1, 1, 1, 1, 1, 1, 1],
  ordinaryDaysPerYear: 252,
  overnight: 0.25,
}

export const forexMarket: SimulatedMarket = {
  ...FOREX,
  name: 'forex',
  hours: ROUND_THE_CLOCK,
  hasUtcDates: true,
  activity: FOREX_DAY,
  weekdays: [0.3, 1, 1, 1, 1, 1, 0.3],
  ordinaryDaysPerYear: 292,
  overnight: 0,
}

export const forexSessionMarket: SimulatedMarket = {
  ...FOREX,
  name: 'forex by session',
  hours: WORKING_WEEK,
  hasUtcDates: false,
  activity: FOREX_DAY,
  weekdays: [1, 1, 1, 1, 1, 1, 1],
  ordinaryDaysPerYear: 260,
  overnight: 0.1,
}

export const cryptoMarket: SimulatedMarket = {
  name: 'crypto',
  hours: ROUND_THE_CLOCK,
  hasUtcDates: true,
  activity: CRYPTO_DAY,
  weekdays: [0.9, 1, 1, 1, 1.05, 1.1, 0.9],
  ordinaryDaysPerYear: 363,
  overnight: 0,
  weeksPerBlock: 32,
  noise: { weeks: 0.55, days: 0.5, hours: 0.75, minutes: 0.76 },
  factorVolatility: 0.45,
}
