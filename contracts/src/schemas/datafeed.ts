import { Type, type Static } from 'typebox'
import {
  BARS_PER_ANSWER_MAX,
  DEPTH_LEVELS_DEFAULT,
  DEPTH_LEVELS_MAX,
  QUOTE_SYMBOLS_MAX,
  RESOLUTION_LENGTH_MAX,
  SEARCH_RESULTS_DEFAULT,
  SEARCH_RESULTS_MAX,
  SEARCH_TEXT_LENGTH_MAX,
  SYMBOL_LENGTH_MAX,
  TIME_SECONDS_MAX,
  TIME_SECONDS_MIN,
  TRADES_PER_ANSWER_DEFAULT,
  TRADES_PER_ANSWER_MAX,
} from '../limits.ts'
import { Trade } from '../stream/market-messages.ts'
import { stringEnum } from './string-enum.ts'

const closed = { additionalProperties: false }

const SymbolName = Type.String({
  minLength: 1,
  maxLength: SYMBOL_LENGTH_MAX,
  description: '`EXCHANGE:SYMBOL`, ticker or bare symbol, any case',
  examples: ['INDEX:SPX'],
})
const ResolutionText = Type.String({
  minLength: 1,
  maxLength: RESOLUTION_LENGTH_MAX,
  description: 'Seconds `1S`, minutes `1` `60`, days `1D`, weeks `1W`, months `1M`',
  examples: ['1D'],
})
/** An instant in Unix seconds. */
const TimeSeconds = (description: string) =>
  Type.Integer({ minimum: TIME_SECONDS_MIN, maximum: TIME_SECONDS_MAX, description, examples: [1583020800] })

export const DatafeedExchange = Type.Object(
  { value: Type.String(), name: Type.String(), desc: Type.String() },
  { ...closed, description: 'A choice of exchanges; the value "" means all' },
)
export const DatafeedSymbolType = Type.Object(
  { name: Type.String(), value: Type.String() },
  { ...closed, description: 'A choice of symbol types; the value "" means all' },
)

export const datafeedConfigFields = {
  supported_resolutions: Type.Array(Type.String(), { examples: [['1', '60', '1D']] }),
  supports_marks: Type.Boolean(),
  supports_timescale_marks: Type.Boolean(),
  supports_time: Type.Boolean(),
  exchanges: Type.Array(DatafeedExchange),
  symbols_types: Type.Array(DatafeedSymbolType),
}
export const DatafeedConfig = Type.Object(datafeedConfigFields, {
  ...closed,
  description: 'What the datafeed can do (TradingView `DatafeedConfiguration`)',
})
export type DatafeedConfig = Static<typeof DatafeedConfig>

export const SearchQuery = Type.Object(
  {
    user_input: Type.Optional(
      Type.String({
        maxLength: SEARCH_TEXT_LENGTH_MAX,
        description: 'What was typed; empty lists the most useful',
      }),
    ),
    exchange: Type.Optional(Type.String({ maxLength: SYMBOL_LENGTH_MAX, description: 'Empty: all' })),
    symbol_type: Type.Optional(Type.String({ maxLength: SYMBOL_LENGTH_MAX, description: 'Empty: all' })),
    max_results: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: SEARCH_RESULTS_MAX,
        default: SEARCH_RESULTS_DEFAULT,
        description: 'Rows at most',
      }),
    ),
  },
  closed,
)

export const SearchRow = Type.Object(
  {
    symbol: Type.String({ examples: ['SPX'] }),
    full_name: Type.String({ description: '`EXCHANGE:SYMBOL`', examples: ['INDEX:SPX'] }),
    description: Type.String({ examples: ['S&P 500'] }),
    exchange: Type.String({ examples: ['INDEX'] }),
    ticker: Type.String({ description: 'What to ask for', examples: ['INDEX:SPX'] }),
    type: Type.String({ examples: ['index'] }),
  },
  { ...closed, description: 'A found symbol' },
)
export type SearchRow = Static<typeof SearchRow>

export const SymbolParams = Type.Object({ symbol: SymbolName }, closed)

/** Where the data of a symbol comes from, and how much there is. */
export const DataSource = Type.Object(
  {
    origin: stringEnum(['listing', 'sample', 'import', 'simulated'], {
      description:
        'listing: known, but without data; sample: bundled real data; import: imported by the user; ' +
        'simulated: prices that are made up',
    }),
    has_data: Type.Boolean(),
    bars_count: Type.Integer({
      minimum: 0,
      description: 'Stored bars, over all stored resolutions; simulated ones are made when asked for',
    }),
    first_time: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Open of the first bar, s; null: no data',
    }),
    last_time: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Open of the last bar, s; null: no data',
    }),
  },
  { ...closed, description: 'Our own additions to the symbol' },
)

export const SymbolDetails = Type.Object(
  {
    name: Type.String({ examples: ['SPX'] }),
    ticker: Type.String({ description: 'Unique; what to ask for', examples: ['INDEX:SPX'] }),
    description: Type.String({ examples: ['S&P 500'] }),
    type: Type.String({ examples: ['index'] }),
    session: Type.String({ description: 'TradingView session grammar', examples: ['0930-1600'] }),
    session_holidays: Type.String({ description: '`YYYYMMDD,YYYYMMDD`' }),
    corrections: Type.String({ description: '`SESSION:YYYYMMDD,...;SESSION:...`; wins over holidays' }),
    exchange: Type.String({ examples: ['INDEX'] }),
    listed_exchange: Type.String({ examples: ['INDEX'] }),
    timezone: Type.String({ description: 'Olson name', examples: ['America/New_York'] }),
    format: stringEnum(['price'], { description: 'How to print values' }),
    pricescale: Type.Integer({ minimum: 1, description: 'Tick = minmov / pricescale', examples: [100] }),
    minmov: Type.Integer({ minimum: 1, examples: [1] }),
    has_intraday: Type.Boolean(),
    intraday_multipliers: Type.Array(Type.String(), { description: 'Minutes that are served' }),
    has_seconds: Type.Boolean(),
    seconds_multipliers: Type.Array(Type.String()),
    has_daily: Type.Boolean(),
    daily_multipliers: Type.Array(Type.String()),
    has_weekly_and_monthly: Type.Boolean(),
    weekly_multipliers: Type.Array(Type.String()),
    monthly_multipliers: Type.Array(Type.String()),
    supported_resolutions: Type.Array(Type.String(), { description: 'Empty: no data' }),
    visible_plots_set: stringEnum(['ohlcv', 'ohlc', 'c'], { description: 'Which values are real' }),
    volume_precision: Type.Integer({ minimum: 0, description: 'Decimals of the volume' }),
    data_status: stringEnum(['endofday', 'streaming'], {
      description: 'endofday: nothing streams for this symbol; streaming: it trades here and now',
    }),
    currency_code: Type.Optional(Type.String({ examples: ['USD'] })),
    library_custom_fields: DataSource,
  },
  { ...closed, description: 'All about a symbol (TradingView `LibrarySymbolInfo`)' },
)
export type SymbolDetails = Static<typeof SymbolDetails>

export const BarsQuery = Type.Object(
  {
    symbol: SymbolName,
    resolution: ResolutionText,
    from_time: Type.Optional(TimeSeconds('First instant, Unix seconds, inclusive')),
    to_time: Type.Optional(
      TimeSeconds('First instant after the range, Unix seconds, exclusive; default: no end'),
    ),
    count_back: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: BARS_PER_ANSWER_MAX,
        description:
          'At least this many bars ending before `to_time`, if they exist: has priority over `from_time`',
        examples: [300],
      }),
    ),
  },
  closed,
)

export const Bar = Type.Object(
  {
    time: Type.Integer({
      description: 'Open time, Unix ms; days, weeks, months: 00:00 UTC of the first trading day',
      examples: [1583107200000],
    }),
    open: Type.Number({ examples: [2974.28] }),
    high: Type.Number({ examples: [3090.96] }),
    low: Type.Number({ examples: [2945.19] }),
    close: Type.Number({ examples: [3090.23] }),
    volume: Type.Number({ minimum: 0, examples: [6376400000] }),
  },
  { ...closed, description: 'One interval of trading' },
)
export type Bar = Static<typeof Bar>

export const BarsAnswer = Type.Object(
  {
    bars: Type.Array(Bar, { description: 'Oldest first, times unique' }),
    no_data: Type.Boolean({ description: 'true: nothing is older than `to_time`, stop scrolling back' }),
  },
  { ...closed, description: 'Bars of a range' },
)
export type BarsAnswer = Static<typeof BarsAnswer>

export const QuotesRequest = Type.Object(
  { symbols: Type.Array(SymbolName, { maxItems: QUOTE_SYMBOLS_MAX, examples: [['INDEX:SPX']] }) },
  { ...closed, description: 'The symbols to quote' },
)

export const QuoteValues = Type.Object(
  {
    lp: Type.Optional(Type.Number({ description: 'Last price' })),
    ask: Type.Optional(Type.Number()),
    bid: Type.Optional(Type.Number()),
    spread: Type.Optional(Type.Number()),
    open_price: Type.Optional(Type.Number()),
    high_price: Type.Optional(Type.Number()),
    low_price: Type.Optional(Type.Number()),
    prev_close_price: Type.Optional(Type.Number()),
    volume: Type.Optional(Type.Number()),
    ch: Type.Optional(Type.Number({ description: 'Change against the previous close' })),
    chp: Type.Optional(Type.Number({ description: 'The same in percent' })),
    short_name: Type.Optional(Type.String()),
    exchange: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    original_name: Type.Optional(Type.String()),
  },
  { ...closed, description: 'Values that are known; an unknown bid or ask is left out' },
)

export const QuoteRow = Type.Object(
  {
    s: stringEnum(['ok', 'error'], {
      description: 'Closed list. error: the symbol has no quote, `errmsg` says why',
    }),
    n: Type.String({ description: 'The symbol exactly as it was asked for' }),
    v: QuoteValues,
    errmsg: Type.Optional(Type.String()),
  },
  { ...closed, description: 'The quote of one symbol' },
)
export type QuoteRow = Static<typeof QuoteRow>

export const DatafeedHealth = Type.Object(
  {
    status: stringEnum(['ok', 'degraded'], { description: 'Closed list. degraded: no data is loaded' }),
    message: Type.String({ examples: ['Datafeed is running'] }),
    symbols_loaded: Type.Integer({ minimum: 0 }),
    bars_count: Type.Integer({ minimum: 0 }),
    timestamp: Type.String({ format: 'date-time' }),
  },
  { ...closed, description: 'What is loaded' },
)
export type DatafeedHealth = Static<typeof DatafeedHealth>

export const MarksQuery = Type.Object(
  {
    symbol: SymbolName,
    from_time: Type.Optional(TimeSeconds('First instant, Unix seconds')),
    to_time: Type.Optional(TimeSeconds('First instant after the range, Unix seconds')),
    resolution: Type.Optional(ResolutionText),
  },
  closed,
)

/** Empty until something real fills it; the shape is TradingView's. */
export const Mark = Type.Object(
  {
    id: Type.String(),
    time: Type.Integer({ description: 'Unix seconds, the time of a bar' }),
    color: Type.String(),
    text: Type.String(),
    label: Type.String(),
  },
  { ...closed, description: 'A mark on a bar' },
)

export const TimescaleMark = Type.Object(
  {
    id: Type.String(),
    time: Type.Integer({ description: 'Unix seconds' }),
    color: Type.String(),
    label: Type.String(),
    tooltip: Type.Array(Type.String()),
  },
  { ...closed, description: 'A mark on the time scale' },
)

export const DepthQuery = Type.Object(
  {
    symbol: SymbolName,
    levels: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DEPTH_LEVELS_MAX,
        default: DEPTH_LEVELS_DEFAULT,
        description: 'Prices of each side at most',
      }),
    ),
  },
  closed,
)

const marketSymbol = Type.String({ description: 'The symbol in full', examples: ['SIM:AAPL'] })
const bookSide = (description: string) =>
  Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[price, quantity]' }), {
    description,
  })

export const DepthAnswer = Type.Object(
  {
    symbol: marketSymbol,
    priceScale: Type.Integer({ minimum: 1, description: 'price x priceScale is an integer' }),
    quantityScale: Type.Integer({ minimum: 1, description: 'quantity x quantityScale is an integer' }),
    time: Type.Integer({ description: 'Of which moment it is, Unix ms' }),
    bids: bookSide('Best first; empty while nothing trades'),
    asks: bookSide('Best first; empty while nothing trades'),
  },
  { ...closed, description: 'The best prices of both sides of a book' },
)
export type DepthAnswer = Static<typeof DepthAnswer>

export const TradesQuery = Type.Object(
  {
    symbol: SymbolName,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: TRADES_PER_ANSWER_MAX,
        default: TRADES_PER_ANSWER_DEFAULT,
        description: 'Trades at most',
      }),
    ),
  },
  closed,
)

export const TradesAnswer = Type.Object(
  {
    symbol: marketSymbol,
    trades: Type.Array(Trade, { description: 'The newest, in the order in which they happened' }),
  },
  { ...closed, description: 'The last trades of a symbol' },
)
export type TradesAnswer = Static<typeof TradesAnswer>
