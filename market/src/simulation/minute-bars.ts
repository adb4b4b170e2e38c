import { allocateBars, type Bars } from '../bars/bars.ts'
import { SECONDS_PER_DAY } from '../dates/dates.ts'
import { MINUTES_PER_KEY, type DayPlan } from './day-plans.ts'
import { mixWord } from './keyed-random.ts'
import { exponentialQuantiles, noiseQuantiles, quickExp } from './random-tables.ts'
import type { Walk } from './walk.ts'
import { realAt } from './elements.ts'

/** How an instrument is made of the common factor's path and its own. */
export interface MinuteFigures {
  readonly anchorTicks: number
  /** Log price per unit of either path. */
  readonly factorScale: number
  readonly ownScale: number
  /** Lots on an ordinary day. */
  readonly dailyVolume: number
}

/** All that decides the minutes of one UTC day. */
export interface MinuteSource {
  readonly epochDay: number
  readonly plan: DayPlan
  readonly factor: Walk
  readonly own: Walk
  /** For extremes and volumes: two words of key for every `MINUTES_PER_KEY`. */
  readonly words: Int32Array
}

/** The least volume of a minute in lots: its open, high, low and close may each need a print. */
const MINUTE_VOLUME_MIN = 4

const CELL_MASK = 1_023

/**
 * The bars of the open minutes of a day. A minute opens and closes where its path is at its edges; how far it
 * went beyond is drawn from the distribution of a Brownian bridge's extremes with the minute's own variance,
 * and its volume goes with the root of that.
 *
 * @param target - bars with room for the plan's length; new ones when left out
 */
export function minuteBars(source: MinuteSource, figures: MinuteFigures, target?: Bars): Bars {
  const { epochDay, plan, factor, own, words } = source
  const { anchorTicks, factorScale, ownScale } = figures
  const bars = target ?? allocateBars(plan.length)
  const { time, open: opens, high: highs, low: lows, close: closes, volume: volumes } = bars
  const factorVariance = factorScale * factorScale
  const ownVariance = ownScale * ownScale
  const volumeScale = figures.dailyVolume / Math.sqrt(factorVariance + ownVariance)
  const exponential = exponentialQuantiles
  const noise = noiseQuantiles
  let bar = 0
  for (const { from, to } of plan.stretches) {
    let level = factorScale * realAt(factor.position, from) + ownScale * realAt(own.position, from)
    let price = anchorTicks * quickExp(level)
    let open = wholeTicks(price)
    for (let minute = from; minute < to; minute += 1) {
      const after = minute + 1
      const nextLevel = factorScale * (factor.position[after] ?? 0) + ownScale * (own.position[after] ?? 0)
      const nextPrice = anchorTicks * quickExp(nextLevel)
      const passed =
        factorVariance * ((factor.clock[after] ?? 0) - (factor.clock[minute] ?? 0)) +
        ownVariance * ((own.clock[after] ?? 0) - (own.clock[minute] ?? 0))
      // Rounding can make a stretch without variance negative by its last digit.
      const variance = passed > 0 ? passed : 0
      const move = Math.abs(nextLevel - level)
      const square = move * move
      const place = 2 * Math.floor(minute / MINUTES_PER_KEY)
      const word = mixWord(minute, words[place] ?? 0, words[place + 1] ?? 0)
      // A bridge from a to b has its maximum at (a + b + root((b - a)^2 - 2 v ln u)) / 2, u even in (0, 1).
      const up = 0.5 * (Math.sqrt(square + 2 * variance * (exponential[word & CELL_MASK] ?? 0)) - move)
      const down =
        0.5 * (Math.sqrt(square + 2 * variance * (exponential[(word >>> 10) & CELL_MASK] ?? 0)) - move)
      const close = wholeTicks(nextPrice)
      const top = price > nextPrice ? price : nextPrice
      const bottom = price > nextPrice ? nextPrice : price
      time[bar] = epochDay * SECONDS_PER_DAY + minute * 60
      opens[bar] = open
      highs[bar] = wholeTicks(top * (1 + up * (1 + 0.5 * up)))
      lows[bar] = wholeTicks(bottom / (1 + down * (1 + 0.5 * down)))
      closes[bar] = close
      volumes[bar] =
        MINUTE_VOLUME_MIN +
        Math.floor(
          volumeScale * (plan.volumeFactors[minute] ?? 0) * Math.sqrt(variance) * (noise[word >>> 22] ?? 0),
        )
      bar += 1
      level = nextLevel
      price = nextPrice
      open = close
    }
  }
  return bars
}

/** To the nearest tick, never below one. */
function wholeTicks(price: number): number {
  const ticks = Math.floor(price + 0.5)
  return ticks > 1 ? ticks : 1
}
