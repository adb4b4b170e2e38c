/**
 * The largest count of each unit of a resolution. Sixty seconds are `1` and a longer minute bar is `1D`;
 * groups of days and of months start anew each calendar year, so a longer group than the year has no meaning.
 */
export const RESOLUTION_COUNT_MAX = { second: 59, minute: 1_440, day: 365, week: 52, month: 12 } as const

/**
 * Characters of a session text: ten definitions in history, each with seven different weekdays, take 2,000.
 */
export const SESSION_TEXT_LENGTH_MAX = 4_096

/** Characters of a list of holidays or of corrections: a century of New York's holidays takes 9,000. */
export const CALENDAR_TEXT_LENGTH_MAX = 65_536

/** Trading days a calendar keeps at hand before it forgets them all: 55 years, about 3 MB. */
export const CALENDAR_DAYS_KEPT_MAX = 20_000

/** Years whose trading days a calendar keeps counted before it forgets them all: 3 KB each. */
export const CALENDAR_YEARS_KEPT_MAX = 200

/** Days a search for the next open segment goes on before the market counts as closed for good. */
export const CLOSED_DAYS_MAX = 400

/** Days of minute bars of simulated instruments kept at hand, over all instruments: 70 KB each, 18 MB. */
export const SIMULATED_DAYS_KEPT_MAX = 256

/** Day bars of simulated instruments kept at hand, over all instruments: 55 years of one, about 3 MB. */
export const SIMULATED_DAY_BARS_KEPT_MAX = 20_000

/** Days of the common factors' paths kept at hand, over all markets: 23 KB each, 9 MB. */
export const SIMULATED_FACTOR_DAYS_KEPT_MAX = 400

/** Blocks of days kept at hand for each path: 4 to 14 KB each, which are 5 to 20 years. */
export const SIMULATED_BLOCKS_KEPT_MAX = 8

/** Different hours of a day kept at hand for each simulated market: 23 KB each; New York has had six. */
export const SIMULATED_DAY_PLANS_KEPT_MAX = 32
