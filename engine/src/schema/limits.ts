/** The release of the fields. One that adds fields with `since` raises it; it never falls. */
export const SCHEMA_VERSION = 1

/** UTF-16 units of the longest text: no name or reason comes near it, and a damaged length stays harmless. */
export const TEXT_UNITS_MAX = 1_024

/** No integer that is written reaches this absolute value: 512 bits are more than money ever needs. */
export const BIGINT_LIMIT = 1n << 512n

/** Entries of the longest list inside a value; what is longer is written piece by piece. */
export const LIST_ENTRIES_MAX = 1_000_000

/** The last time of a `Date`, Unix milliseconds: what falls due after it is still a safe integer. */
export const TIME_MAX = 8_640_000_000_000_000

/** The largest amount of money that a command may name, in minor units. */
export const AMOUNT_MAX = (1n << 100n) - 1n

/** The largest price, quantity, position or outside size, in ticks or lots: sums of a few are still exact. */
export const MEASURE_MAX = 1_000_000_000_000_000
