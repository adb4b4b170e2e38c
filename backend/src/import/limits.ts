/**
 * Bytes of one line of an imported file: a row of twelve columns takes 150; what is longer is no table of
 * bars.
 */
export const LINE_BYTES_MAX = 65_536

/** Columns of an imported file: exchanges' dumps have twelve, charting exports some thirty. */
export const COLUMNS_MAX = 256

/**
 * Decompressed bytes that are looked at to find the layout of a file: a header and a row of the greatest
 * length with their line breaks, or some 1,000 usual rows.
 */
export const HEAD_BYTES_MAX = 2 * (LINE_BYTES_MAX + 2)

/** Bytes read, and decompressed, at a time. */
export const CHUNK_BYTES = 262_144

/** Bars handed to the store at a time; six columns of doubles make 800 KB. */
export const BATCH_BARS = 16_384

/** Ticks of a price and units of a volume stay below: the differences, which are stored, are then exact. */
export const STEPS_END = 2 ** 51

/** Rows that a report shows of those it refuses. */
export const BAD_ROWS_SHOWN_MAX = 10

/** Characters of a number: a double needs 24, what is longer is no price. */
export const NUMBER_LENGTH_MAX = 64

/** Characters of the full name that a user gives to an instrument: two lines of a terminal. */
export const DESCRIPTION_LENGTH_MAX = 200

/** Bytes of a listing file, decompressed, which is read at once; the largest known has 2 MB. */
export const LISTING_BYTES_MAX = 67_108_864
