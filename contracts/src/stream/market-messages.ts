import { Type, type Static } from 'typebox'
import { stringEnum } from '../schemas/string-enum.ts'

const closed = { additionalProperties: false }

const priceOrNull = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description: `${description}; null: not known` })

/** States of an instrument's market. */
const marketStates = ['closed', 'pre_open', 'continuous', 'halt', 'stale'] as const

const quoteFields = {
  bid: priceOrNull('Best buy price'),
  bidSize: priceOrNull('Quantity at the best buy price'),
  ask: priceOrNull('Best sell price'),
  askSize: priceOrNull('Quantity at the best sell price'),
  last: priceOrNull('Price of the last trade'),
  lastSize: priceOrNull('Quantity of the last trade'),
  open: priceOrNull('First price of the trading day'),
  high: priceOrNull('Highest price of the trading day'),
  low: priceOrNull('Lowest price of the trading day'),
  previousClose: priceOrNull('Last price of the trading day before'),
  change: priceOrNull('last - previousClose'),
  changePercent: priceOrNull('change in percent of previousClose'),
  volume: priceOrNull('Quantity traded in the trading day'),
  marketState: stringEnum(marketStates, {
    description: 'stale: the source has been silent for longer than the instrument allows',
  }),
  time: Type.Union([Type.Integer(), Type.Null()], {
    description: 'When the market said the last of this, Unix ms; null: never',
  }),
}

/** All of a quote. */
export const MarketData = Type.Object(quoteFields, { ...closed, description: 'The quote as a whole' })
export type MarketData = Static<typeof MarketData>

export const MarketDataUpdate = Type.Partial(Type.Object(quoteFields), {
  ...closed,
  description: 'The fields that changed; those that are missing are what they were',
})
export type MarketDataUpdate = Static<typeof MarketDataUpdate>

const Level = Type.Tuple([Type.Number(), Type.Number()], { description: '[price, quantity]' })

const checksum = Type.Integer({
  minimum: 0,
  maximum: 0xffff_ffff,
  description:
    'CRC-32 of `ticks:lots` of the best 10 or fewer, asks best to worst joined by commas, `|`, bids ' +
    'likewise; ticks = price x priceScale, lots = quantity x quantityScale',
})

export const BookSnapshot = Type.Object(
  {
    priceScale: Type.Integer({ minimum: 1, description: 'price x priceScale is an integer' }),
    quantityScale: Type.Integer({ minimum: 1, description: 'quantity x quantityScale is an integer' }),
    bids: Type.Array(Level, { description: 'Best first' }),
    asks: Type.Array(Level, { description: 'Best first' }),
    crc: checksum,
  },
  { ...closed, description: 'The best levels of both sides' },
)
export type BookSnapshot = Static<typeof BookSnapshot>

export const BookUpdate = Type.Object(
  {
    bids: Type.Array(Level, { description: 'Changed levels; quantity 0: it left the window' }),
    asks: Type.Array(Level, { description: 'Changed levels; quantity 0: it left the window' }),
    crc: checksum,
  },
  { ...closed, description: 'What changed in the window' },
)
export type BookUpdate = Static<typeof BookUpdate>

export const Trade = Type.Object(
  {
    tradeId: Type.Integer({ minimum: 1, description: 'One more with each trade of the instrument' }),
    price: Type.Number(),
    quantity: Type.Number({ exclusiveMinimum: 0 }),
    side: stringEnum(['buy', 'sell'], { description: 'Closed list. Of who took' }),
    time: Type.Integer({ description: 'Unix ms' }),
  },
  { ...closed, description: 'A print of the tape' },
)
export type Trade = Static<typeof Trade>

export const Trades = Type.Object(
  { trades: Type.Array(Trade, { description: 'Oldest first' }) },
  { ...closed, description: 'Prints; a snapshot has the last ones' },
)
export type Trades = Static<typeof Trades>

export const StreamedBar = Type.Object(
  {
    time: Type.Integer({ description: 'Open time, Unix ms, as in `datafeed/bars`' }),
    open: Type.Number(),
    high: Type.Number(),
    low: Type.Number(),
    close: Type.Number(),
    volume: Type.Number({ minimum: 0 }),
    closed: Type.Boolean({ description: 'true: final, what history serves from now on' }),
    revision: Type.Optional(
      Type.Integer({ minimum: 1, description: 'A correction of a bar that had closed, counted from 1' }),
    ),
  },
  { ...closed, description: 'A bar as it forms, or closed' },
)
export type StreamedBar = Static<typeof StreamedBar>

export const ChartData = Type.Object(
  { bars: Type.Array(StreamedBar, { description: 'Those that closed, oldest first, then the forming one' }) },
  { ...closed, description: 'Bars of a resolution; a snapshot has the forming one, if there is one' },
)
export type ChartData = Static<typeof ChartData>

export const SystemState = Type.Object(
  {
    status: stringEnum(['ok', 'degraded', 'maintenance'], { description: 'Of the server' }),
    message: Type.String({ description: 'For people; empty: nothing to say' }),
    providers: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          state: stringEnum(['connected', 'disconnected'], { description: 'Of the link to its data' }),
          origin: stringEnum(['simulated', 'replayed', 'live'], { description: 'What its data is' }),
        },
        closed,
      ),
      { description: 'Where market data comes from' },
    ),
  },
  { ...closed, description: 'The server and its sources' },
)
export type SystemState = Static<typeof SystemState>

export const HeartbeatData = Type.Object(
  { serverTime: Type.Integer({ description: 'Unix ms' }) },
  { ...closed, description: 'The time of the server' },
)
export type HeartbeatData = Static<typeof HeartbeatData>
