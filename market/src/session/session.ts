/**
 * A stretch of trading in wall-clock minutes from the local midnight of its trading day; the end is excluded.
 */
export interface SessionInterval {
  /** Negative when the trading day begins on an earlier date. */
  readonly startMinute: number
  /** Above 1440 when the trading day goes on after its own midnight. */
  readonly endMinute: number
}

/** The hours of an ordinary week. */
export interface WeeklyHours {
  /** 0 is Sunday, 6 is Saturday. */
  readonly firstDayOfWeek: number
  /**
   * For each weekday from Sunday on the intervals of its trading day, in order of time; none when it is
   * closed.
   */
  readonly week: readonly (readonly SessionInterval[])[]
}

/** Hours that hold from a trading day on. */
export interface SessionEra {
  /** Days from 1970-01-01; -Infinity for the first era. */
  readonly fromEpochDay: number
  readonly hours: WeeklyHours
}

/**
 * The trading hours of an instrument with their history, oldest first; never empty. Times are in its time
 * zone.
 */
export type Session = readonly SessionEra[]

/** A text that cannot be used, and why, as a clause to show to whoever wrote it. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: string
}

export function refused(reason: string): Refusal {
  return { kind: 'refused', reason }
}
