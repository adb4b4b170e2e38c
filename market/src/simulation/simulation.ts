import { assert } from '@trading-pro/engine/assert'
import { allocateBars, indexAtOrAfter, type Bars } from '../bars/bars.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { epochDayFromSeconds } from '../dates/dates.ts'
import { SIMULATED_DAY_BARS_KEPT_MAX, SIMULATED_DAYS_KEPT_MAX } from '../limits.ts'
import { isIntraday, type Resolution } from '../resolution/resolution.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { barsOfRange } from './bars-of-range.ts'
import { createInstrumentHistory, type InstrumentHistory } from './instrument-history.ts'
import { simulatedInstruments, type SimulatedInstrument } from './instruments.ts'
import { keepRecent } from './keep-recent.ts'
import { keyFromSeed, keyOfName, type Key } from './keyed-random.ts'
import { createMarketHistory, type MarketHistory } from './market-history.ts'
import type { SimulatedMarket } from './markets.ts'
import type { SimulatedPrint, SingleBar } from './prints.ts'
import { realAt } from './elements.ts'

/** Another number makes another history of every seed: it goes up with each change of any price or print. */
const GENERATOR_VERSION = 1

const MINUTE: Resolution = { unit: 'minute', count: 1 }
const DAY: Resolution = { unit: 'day', count: 1 }

export interface SimulationOptions {
  /** 16 to 64 hexadecimal digits, or a number below 2^256; who knows it knows all prices to come. */
  readonly seed: string | bigint
  /** @default simulatedInstruments */
  readonly instruments?: readonly SimulatedInstrument[]
}

/**
 * The history of a simulated market, and its future alike: a function of seed, generator version, symbol and
 * time, the same on every machine and in whichever order it is asked for. Nothing here knows what time it is:
 * who shows it cuts it off.
 *
 * Bars are shared with whoever asks next, and not to be changed. An unknown symbol is a broken invariant.
 */
export interface Simulation {
  /** Another one for each seed and version of the generator; it says nothing about the seed. */
  readonly fingerprint: string
  readonly instruments: readonly SimulatedInstrument[]
  calendarOf(symbol: string): Calendar
  /** The minutes of a UTC day (days from 1970-01-01) on which the market trades. */
  minutesOf(symbol: string, epochDay: number): Bars
  /** All minutes of a UTC day as one bar with the time 00:00; none when the market is closed all day. */
  dayBarOf(symbol: string, epochDay: number): Bars
  /**
   * The whole bars that open from `from` on and before `to` (Unix seconds), of minutes or more.
   *
   * @throws InvariantError for a resolution of seconds
   */
  bars(symbol: string, resolution: Resolution, range: { readonly from: number; readonly to: number }): Bars
  /** The prints of the minute that begins at an instant (Unix seconds); none when the market is closed. */
  printsOf(symbol: string, minuteStart: number): readonly SimulatedPrint[]
}

/** An instrument and what its history needs. */
interface Listing {
  readonly instrument: SimulatedInstrument
  readonly calendar: Calendar
  readonly history: InstrumentHistory
}

/** @throws InvariantError when the seed or an instrument cannot be used */
export function createSimulation(options: SimulationOptions): Simulation {
  const instruments = options.instruments ?? simulatedInstruments
  const listings = listingsOf(instruments, options.seed)
  const recentMinutes = keepRecent<string, Bars>(SIMULATED_DAYS_KEPT_MAX)
  const recentDays = keepRecent<string, { readonly bar: SingleBar | null }>(SIMULATED_DAY_BARS_KEPT_MAX)

  function listingOf(symbol: string): Listing {
    const listing = listings.get(symbol)
    assert(listing !== undefined, 'only instruments of the simulation are asked for')
    return listing
  }

  function minutesOf(symbol: string, epochDay: number): Bars {
    return recentMinutes(`${symbol} ${epochDay}`, () => listingOf(symbol).history.minutesOn(epochDay))
  }

  function dayBarOf(symbol: string, epochDay: number): Bars {
    const { bar } = recentDays(`${symbol} ${epochDay}`, () => ({
      bar: listingOf(symbol).history.wholeDay(epochDay),
    }))
    return bar === null ? NO_BARS : columnsOf(bar)
  }

  return {
    fingerprint: fingerprintOf(options.seed),
    instruments,
    calendarOf: (symbol) => listingOf(symbol).calendar,
    minutesOf,
    dayBarOf,
    bars(symbol, resolution, range) {
      const { calendar, instrument } = listingOf(symbol)
      const isByDay = !isIntraday(resolution) && instrument.market.hasUtcDates
      const barsOn = isByDay
        ? (epochDay: number) => dayBarOf(symbol, epochDay)
        : (epochDay: number) => minutesOf(symbol, epochDay)
      return barsOfRange({ barsOn, from: isByDay ? DAY : MINUTE, to: resolution, calendar }, range)
    },
    printsOf(symbol, minuteStart) {
      const minutes = minutesOf(symbol, epochDayFromSeconds(minuteStart))
      const index = indexAtOrAfter(minutes, minuteStart)
      if (minutes.time[index] !== minuteStart) return []
      return listingOf(symbol).history.printsOf(barAt(minutes, index))
    },
  }
}

function historyKey(seed: string | bigint): Key {
  return keyOfName(keyFromSeed(seed), `history ${GENERATOR_VERSION}`)
}

/** Part of a key that nothing else is drawn from. */
function fingerprintOf(seed: string | bigint): string {
  const words = keyOfName(historyKey(seed), 'fingerprint').subarray(0, 2)
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('')
}

function listingsOf(
  instruments: readonly SimulatedInstrument[],
  seed: string | bigint,
): ReadonlyMap<string, Listing> {
  const key = historyKey(seed)
  const markets = new Map<SimulatedMarket, MarketHistory>()
  const listings = new Map<string, Listing>()
  for (const instrument of instruments) {
    const { market } = instrument
    const common = markets.get(market) ?? createMarketHistory({ market, key, timeZones: intlTimeZone })
    markets.set(market, common)
    const history = createInstrumentHistory({ instrument, common, key })
    listings.set(instrument.symbol, { instrument, calendar: common.plans.calendar, history })
  }
  return listings
}

const NO_BARS = allocateBars(0)

function columnsOf(bar: SingleBar): Bars {
  const bars = allocateBars(1)
  bars.time[0] = bar.time
  bars.open[0] = bar.open
  bars.high[0] = bar.high
  bars.low[0] = bar.low
  bars.close[0] = bar.close
  bars.volume[0] = bar.volume
  return bars
}

function barAt(bars: Bars, index: number): SingleBar {
  return {
    time: realAt(bars.time, index),
    open: realAt(bars.open, index),
    high: realAt(bars.high, index),
    low: realAt(bars.low, index),
    close: realAt(bars.close, index),
    volume: realAt(bars.volume, index),
  }
}
