/** Every maximum of the wire, with its unit and its reason. */

/**
 * Bars in one answer: 5 MB of JSON, half a second of parsing on a phone. A month of minutes round the clock
 * fits.
 */
export const BARS_PER_ANSWER_MAX = 50_000

/** Characters of a symbol: the longest real ones (option roots, futures spreads) stay below half of it. */
export const SYMBOL_LENGTH_MAX = 64

/** Characters of a resolution: `12M`, `1440`. */
export const RESOLUTION_LENGTH_MAX = 8

/** Characters of a search text; more is a paste by mistake. */
export const SEARCH_TEXT_LENGTH_MAX = 64

/** Rows of one search answer; TradingView's adapter asks for 30. */
export const SEARCH_RESULTS_MAX = 100

/** Rows of a search that names no maximum. */
export const SEARCH_RESULTS_DEFAULT = 30

/** Symbols of one quote request: a large watchlist. */
export const QUOTE_SYMBOLS_MAX = 500

/** Last instant that is a time, in Unix seconds: the end of the year 9999. */
export const TIME_SECONDS_MAX = 253_402_300_799

/** First instant that is a time, in Unix seconds: the start of the year 1800, before any market data. */
export const TIME_SECONDS_MIN = -5_364_662_400

/** Bytes of a request body: far above every message, far below what would hurt. */
export const BODY_BYTES_MAX = 65_536

/** Bytes of a request's first line and header fields together: Node's own limit. */
export const HEAD_BYTES_MAX = 16_384

/** Seconds that the head of a request, and a whole request, has to arrive. */
export const HEAD_SECONDS_MAX = 10
export const REQUEST_SECONDS_MAX = 15
