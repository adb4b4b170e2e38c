import { assert } from '@trading-pro/engine/assert'
import { allocateBars, type Bars } from '../bars/bars.ts'
import { MINUTES_PER_DAY, SECONDS_PER_DAY } from '../dates/dates.ts'
import { MINUTES_PER_KEY } from './day-plans.ts'
import type { SimulatedInstrument } from './instruments.ts'
import { keyOfName, wordsAt, type Key } from './keyed-random.ts'
import type { MarketHistory } from './market-history.ts'
import { minuteBars, type MinuteFigures, type MinuteSource } from './minute-bars.ts'
import { createPath } from './path.ts'
import { printsOfMinute, type SimulatedPrint, type SingleBar } from './prints.ts'
import { allocateWalk } from './walk.ts'
import { realAt } from './elements.ts'

const EXTREMES_LEVEL = 3
const PRINTS_LEVEL = 4
const EXTREMES_WORDS = 2 * (MINUTES_PER_DAY / MINUTES_PER_KEY)
/** Past it, prices would leave what the tables of powers reach. */
const VOLATILITY_MAX = 2

/** The history of one instrument, computed anew at each call. */
export interface InstrumentHistory {
  /** The minutes of a UTC day on which the market trades. */
  minutesOn(epochDay: number): Bars
  /** All minutes of a UTC day as one bar with the time 00:00; `null` when the market is closed all day. */
  wholeDay(epochDay: number): SingleBar | null
  /** The prints that make up a bar of one minute. */
  printsOf(bar: SingleBar): SimulatedPrint[]
}

/** @throws InvariantError when the instrument's factor alone moves more than the instrument */
export function createInstrumentHistory(options: {
  readonly instrument: SimulatedInstrument
  readonly common: MarketHistory
  readonly key: Key
}): InstrumentHistory {
  const { instrument, common } = options
  const { plans, market } = common
  const key = keyOfName(options.key, instrument.symbol)
  const figures = figuresOf(instrument)
  const path = createPath({ key, market, plans, dailyDeviation: figures.ownScale })
  const own = allocateWalk(MINUTES_PER_DAY)
  const scratch = allocateBars(MINUTES_PER_DAY)
  const typicalVolume = (instrument.dailyVolume / market.activity.ordinaryMinutes) * TYPICAL_PART

  function sourceOn(epochDay: number): MinuteSource {
    path.fillDay(epochDay, own)
    return {
      ...{ epochDay, own, plan: plans.planOf(epochDay), factor: common.factorOn(epochDay) },
      words: wordsAt(key, { level: EXTREMES_LEVEL, index: epochDay }, EXTREMES_WORDS),
    }
  }

  return {
    minutesOn: (epochDay) => minuteBars(sourceOn(epochDay), figures),
    wholeDay(epochDay) {
      const { length } = plans.planOf(epochDay)
      if (length === 0) return null
      minuteBars(sourceOn(epochDay), figures, scratch)
      return wholeOf(scratch, { length, time: epochDay * SECONDS_PER_DAY })
    },
    printsOf: (bar) =>
      printsOfMinute(bar, {
        key: wordsAt(key, { level: PRINTS_LEVEL, index: bar.time / 60 }, 2),
        typicalVolume,
      }),
  }
}

/** Volumes are skewed: a minute of the middle has about this part of the mean. */
const TYPICAL_PART = 0.7

function figuresOf(instrument: SimulatedInstrument): MinuteFigures {
  const { symbol, anchorTicks, annualVolatility, beta, dailyVolume, market } = instrument
  assert(annualVolatility <= VOLATILITY_MAX, `${symbol}: a volatility is at most ${VOLATILITY_MAX}`)
  const ofFactor = beta * market.factorVolatility
  const ownSquare = annualVolatility * annualVolatility - ofFactor * ofFactor
  assert(ownSquare >= 0, `${symbol}: beta times the volatility of the factor is within its own volatility`)
  const root = Math.sqrt(market.ordinaryDaysPerYear)
  const ownScale = Math.sqrt(ownSquare) / root
  return { anchorTicks, factorScale: ofFactor / root, ownScale, dailyVolume }
}

function wholeOf(bars: Bars, { length, time }: { length: number; time: number }): SingleBar {
  let high = 0
  let low = Infinity
  let volume = 0
  for (let index = 0; index < length; index += 1) {
    const top = realAt(bars.high, index)
    const bottom = realAt(bars.low, index)
    if (top > high) high = top
    if (bottom < low) low = bottom
    volume += realAt(bars.volume, index)
  }
  return { time, open: realAt(bars.open, 0), high, low, close: realAt(bars.close, length - 1), volume }
}
