import { venueCalendar, type CalendarDefinition, type Venue } from '@trading-pro/market'
import type { SymbolParts } from './symbol.ts'

/** What holds for the instruments of an exchange as long as nobody says otherwise. */
export interface ExchangeDefaults {
  readonly hours: CalendarDefinition
  /** Hours with trading before and after the regular session; null where there is none. */
  readonly extendedHours: CalendarDefinition | null
  readonly type: string
  readonly currency: string | null
  /** Decimals that prices have at least: a file of round prices does not make the tick coarser than that. */
  readonly priceDecimalsMin: number
}

/** The exchanges of the simulated market, which nobody knows by their names. */
const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['SIM', 'Simulated market, round the clock'],
  ['SIMX', 'Simulated market with sessions and holidays'],
])

/** Whether its prices are made up here: real ones never stand under its name. */
export function isSimulatedExchange(exchange: string): boolean {
  return DESCRIPTIONS.has(exchange)
}

/** What an exchange is, in a few words. */
export function describeExchange(exchange: string): string {
  return DESCRIPTIONS.get(exchange) ?? exchange
}

type Market =
  | { readonly kind: 'venue'; readonly venue: Venue; readonly type: string; readonly currency: string | null }
  | { readonly kind: 'forex' }
  | { readonly kind: 'crypto' }

const NEW_YORK_STOCKS: Market = { kind: 'venue', venue: 'XNYS', type: 'stock', currency: 'USD' }
const NEW_YORK_FUNDS: Market = { kind: 'venue', venue: 'XNYS', type: 'fund', currency: 'USD' }
const FOREX: Market = { kind: 'forex' }
const CRYPTO: Market = { kind: 'crypto' }

const MARKETS: ReadonlyMap<string, Market> = new Map<string, Market>([
  ...['NASDAQ', 'NYSE', 'AMEX', 'BATS', 'OTC', 'IEX'].map((name): [string, Market] => [
    name,
    NEW_YORK_STOCKS,
  ]),
  ['ARCA', NEW_YORK_FUNDS],
  ...['INDEX', 'SP', 'DJ', 'CBOE'].map((name): [string, Market] => [
    name,
    { kind: 'venue', venue: 'XNYS', type: 'index', currency: 'USD' },
  ]),
  ['LSE', { kind: 'venue', venue: 'XLON', type: 'stock', currency: 'GBP' }],
  ['TSE', { kind: 'venue', venue: 'XTKS', type: 'stock', currency: 'JPY' }],
  ...['FX', 'FOREX', 'OANDA', 'FXCM', 'FX_IDC'].map((name): [string, Market] => [name, FOREX]),
  ...['BINANCE', 'BINANCEUS', 'BITFINEX', 'BITSTAMP', 'BYBIT', 'COINBASE'].map((name): [string, Market] => [
    name,
    CRYPTO,
  ]),
  ...['CRYPTO', 'DYDX', 'FTX', 'FTXUS', 'KRAKEN', 'OKX'].map((name): [string, Market] => [name, CRYPTO]),
])

const ALWAYS_OPEN: CalendarDefinition = {
  timezone: 'Etc/UTC',
  session: '24x7',
  holidays: '',
  corrections: '',
}
const FOREX_WEEK: CalendarDefinition = {
  timezone: 'America/New_York',
  session: '1700-1700',
  holidays: '',
  corrections: '',
}

const PRICE_DECIMALS_MIN = 2
const ALWAYS_TRADED = { hours: ALWAYS_OPEN, extendedHours: null, priceDecimalsMin: PRICE_DECIMALS_MIN }

const EXTENDED_OPEN = '0400'
/** Trading after the close goes on for so long, on short days too. */
const EXTENDED_AFTER_CLOSE_HOURS = 4

/** Longest first: a name ends in `USDT` before it ends in `USD`. */
const QUOTE_CURRENCIES = [
  'USDT',
  'USDC',
  'BUSD',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'AUD',
  'CAD',
  'TRY',
  'BRL',
  'BTC',
  'ETH',
]

/** The defaults of an instrument by its exchange; an exchange that nobody knows never closes. */
export function exchangeDefaults({ exchange, name }: SymbolParts): ExchangeDefaults {
  const market = MARKETS.get(exchange)
  switch (market?.kind) {
    case 'venue': {
      const hours = hoursOf(market.venue)
      const extendedHours = market.venue === 'XNYS' && market.type !== 'index' ? extended(hours) : null
      const priceDecimalsMin = market.venue === 'XTKS' ? 0 : PRICE_DECIMALS_MIN
      return { hours, extendedHours, type: market.type, currency: market.currency, priceDecimalsMin }
    }
    case 'forex': {
      const currency = /^[A-Z]{6}$/.test(name) ? name.slice(3) : null
      // A pip and a tenth of it.
      const priceDecimalsMin = currency === 'JPY' ? 3 : 5
      return { hours: FOREX_WEEK, extendedHours: null, type: 'forex', currency, priceDecimalsMin }
    }
    case 'crypto': {
      const currency =
        QUOTE_CURRENCIES.find((quote) => name.length > quote.length && name.endsWith(quote)) ?? null
      return { ...ALWAYS_TRADED, type: 'crypto', currency }
    }
    case undefined:
      return { ...ALWAYS_TRADED, type: 'stock', currency: null }
  }
}

const hoursByVenue = new Map<Venue, CalendarDefinition>()

/** Holidays of half a century take a millisecond to work out, and a listing asks thousands of times. */
function hoursOf(venue: Venue): CalendarDefinition {
  const hours = hoursByVenue.get(venue) ?? venueCalendar(venue)
  hoursByVenue.set(venue, hours)
  return hours
}

function extended(hours: CalendarDefinition): CalendarDefinition {
  const corrections = hours.corrections.replaceAll(
    /(^|;)(\d{4}-\d{4}):/g,
    (_, start: string, interval: string) => {
      return `${start}${extendedInterval(interval)}:`
    },
  )
  return { ...hours, session: extendedInterval(hours.session), corrections }
}

function extendedInterval(interval: string): string {
  const close = Number(interval.slice(-4))
  return `${EXTENDED_OPEN}-${String(close + EXTENDED_AFTER_CLOSE_HOURS * 100).padStart(4, '0')}`
}
