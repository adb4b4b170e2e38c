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

/** Levels a side of one book answer: all that a market displays. */
export const DEPTH_LEVELS_MAX = 500

/** Levels of a book answer that names no number: what a screen shows. */
export const DEPTH_LEVELS_DEFAULT = 20

/** Trades of one answer: as many as a market keeps at hand. */
export const TRADES_PER_ANSWER_MAX = 1_000

/** Trades of an answer that names no number: what a screen shows. */
export const TRADES_PER_ANSWER_DEFAULT = 50

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

/** Topics that one message of a client may name: the answer stays small. */
export const TOPICS_PER_MESSAGE_MAX = 256

/** Topics of one connection unless a setting says otherwise: a wall of screens. */
export const TOPICS_PER_CONNECTION_MAX = 1_000

/** Bytes of a message of a client: a full `subscribe` with a resume point for each topic is half of it. */
export const STREAM_MESSAGE_BYTES_MAX = 65_536

/** Control messages of a connection per second, and at once: subscribing is seldom. */
export const CONTROL_MESSAGES_PER_SECOND_MAX = 20
export const CONTROL_MESSAGE_BURST_MAX = 50
