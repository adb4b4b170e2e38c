import { Type, type Static } from 'typebox'
import { datafeedConfigFields, QuoteRow, SymbolDetails } from './datafeed.ts'
import { stringEnum } from './string-enum.ts'

const closed = { additionalProperties: false }
/**
 * Adapters append parameters of their own, so UDF queries are open, and every value is read leniently as
 * text.
 */
const open = { additionalProperties: true }
const text = (description: string) => Type.Optional(Type.String({ description }))

export const UdfConfig = Type.Object(
  { supports_search: Type.Boolean(), supports_group_request: Type.Boolean(), ...datafeedConfigFields },
  { ...closed, description: 'UDF configuration' },
)
export type UdfConfig = Static<typeof UdfConfig>

export const UdfError = Type.Object(
  { s: stringEnum(['error'], { description: 'Closed list: always `error`' }), errmsg: Type.String() },
  { ...closed, description: 'A UDF refusal, with status 200' },
)
export type UdfError = Static<typeof UdfError>

export const UdfSymbol = Type.Object(
  {
    ...SymbolDetails.properties,
    minmovement: Type.Integer({ minimum: 1 }),
    'exchange-listed': Type.String(),
    'exchange-traded': Type.String(),
    exchange_listed_name: Type.String(),
  },
  { ...closed, description: 'A symbol with every spelling that adapters read' },
)
export type UdfSymbol = Static<typeof UdfSymbol>

export const UdfSymbolQuery = Type.Object({ symbol: text('The symbol') }, open)

export const UdfGroupQuery = Type.Object({ group: text('An exchange') }, open)

const column = <Item extends Type.TSchema>(item: Item) => Type.Array(item)

/** A table: each property is a column, row i of all columns is one symbol. */
export const UdfSymbolTable = Type.Object(
  {
    symbol: column(Type.String()),
    description: column(Type.String()),
    'exchange-listed': column(Type.String()),
    'exchange-traded': column(Type.String()),
    exchange_listed_name: column(Type.String()),
    minmovement: column(Type.Integer()),
    pricescale: column(Type.Integer()),
    'has-intraday': column(Type.Boolean()),
    'has-daily': column(Type.Boolean()),
    'has-weekly-and-monthly': column(Type.Boolean()),
    'intraday-multipliers': column(Type.Array(Type.String())),
    'visible-plots-set': column(Type.String()),
    type: column(Type.String()),
    ticker: column(Type.String()),
    timezone: column(Type.String()),
    'session-regular': column(Type.String()),
    'session-holidays': column(Type.String()),
    corrections: column(Type.String()),
    'supported-resolutions': column(Type.Array(Type.String())),
    volume_precision: column(Type.Integer()),
    'currency-code': column(Type.String()),
  },
  { ...closed, description: 'The symbols of a group that have data, as a table' },
)
export type UdfSymbolTable = Static<typeof UdfSymbolTable>

export const UdfSearchQuery = Type.Object(
  {
    query: text('What was typed'),
    type: text('Symbol type; empty: all'),
    exchange: text('Exchange; empty: all'),
    limit: text('Rows at most'),
  },
  open,
)

export const UdfHistoryQuery = Type.Object(
  {
    symbol: text('The ticker'),
    resolution: text('`1`, `60`, `D` or `1D`, `1W`, `1M`'),
    from: text('First instant, Unix seconds, inclusive'),
    to: text('First instant after the range, Unix seconds, exclusive'),
    countback: text('At least this many bars before `to`: has priority over `from`'),
  },
  open,
)

const numbers = (description: string) => Type.Array(Type.Number(), { minItems: 1, description })

export const UdfHistory = Type.Object(
  {
    s: stringEnum(['ok'], { description: 'Closed list. Bars follow' }),
    t: numbers('Open times, Unix seconds, ascending'),
    o: numbers('Open'),
    h: numbers('High'),
    l: numbers('Low'),
    c: numbers('Close'),
    v: numbers('Volume'),
  },
  { ...closed, description: 'Bars as columns, never empty' },
)
export type UdfHistory = Static<typeof UdfHistory>

export const UdfNoData = Type.Object(
  { s: stringEnum(['no_data'], { description: 'Closed list. Nothing is older: the start of history' }) },
  { ...closed, description: 'The true start of history' },
)

export const UdfMarksQuery = Type.Object(
  {
    symbol: text('The ticker'),
    from: text('Unix seconds'),
    to: text('Unix seconds'),
    resolution: text('Resolution of the chart'),
  },
  open,
)

export const UdfQuotesQuery = Type.Object({ symbols: text('Comma-separated; may be empty') }, open)

export const UdfQuotes = Type.Object(
  { s: stringEnum(['ok'], { description: 'Closed list. Rows follow' }), d: Type.Array(QuoteRow) },
  { ...closed, description: 'A row per symbol' },
)
