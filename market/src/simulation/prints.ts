import { fractionOf, mixWord } from './keyed-random.ts'
import { noiseQuantiles } from './random-tables.ts'
import { wordAt } from './elements.ts'

/** A trade as the tape shows it. */
export interface SimulatedPrint {
  /** Unix milliseconds. */
  readonly time: number
  /** In ticks. */
  readonly price: number
  /** In lots. */
  readonly quantity: number
  /** Who crossed the spread. */
  readonly aggressor: 'buy' | 'sell'
}

/** One bar: prices in ticks, volume in lots. */
export interface SingleBar {
  /** Unix seconds. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Fewest and most prints of a minute: a tape moves every three seconds, however quiet the market is. */
export const PRINTS_MIN = 20
export const PRINTS_MAX = 180
/** Prints of a minute that has its part of a typical day's volume. */
const PRINTS_TYPICAL = 45

const MILLISECONDS_PER_MINUTE = 60_000
/** Below 1, so that a print is never in the millisecond of the next. */
const SLOT_PART = 0.99

/** Random fractions by place, one series for each purpose. */
type Draw = (purpose: number, index: number) => number

const ORDER = 0
const TIME = 1
const PRICE = 2
const SIZE = 3
const SIDE = 4

/**
 * The prints of a minute, in order of time, each later than the one before. Together they are exactly the
 * bar: the first is at the open, the last at the close, the extremes are touched and never passed, and the
 * quantities add up to the volume.
 *
 * @param options.key - two words of key for this minute
 * @param options.typicalVolume - lots in an ordinary minute
 */
export function printsOfMinute(
  bar: SingleBar,
  options: { readonly key: Int32Array; readonly typicalVolume: number },
): SimulatedPrint[] {
  const { key, typicalVolume } = options
  const draw: Draw = (purpose, index) =>
    fractionOf(mixWord(purpose * 256 + index, wordAt(key, 0), wordAt(key, 1)))
  const wanted = Math.floor(PRINTS_TYPICAL * Math.sqrt(bar.volume / typicalVolume))
  const count = Math.min(Math.max(wanted, PRINTS_MIN), PRINTS_MAX, bar.volume)
  const prices = pricesOf(bar, count, draw)
  const quantities = quantitiesOf(bar.volume, count, draw)
  const slot = MILLISECONDS_PER_MINUTE / count
  return prices.map((price, index) => ({
    time: bar.time * 1_000 + Math.floor((index + SLOT_PART * draw(TIME, index)) * slot),
    price,
    quantity: quantities[index] ?? 0,
    aggressor: aggressorOf(price, prices[index - 1] ?? bar.open, draw(SIDE, index)),
  }))
}

/** Walks from the open by way of the extremes to the close; the nearer extreme more often comes first. */
function pricesOf(bar: SingleBar, count: number, draw: Draw): number[] {
  const earlier = 1 + Math.floor(draw(ORDER, 0) * (count - 3))
  const later = earlier + 1 + Math.floor(draw(ORDER, 1) * (count - 2 - earlier))
  const isLowFirst = draw(ORDER, 2) < (bar.close >= bar.open ? 0.8 : 0.2)
  const points = [
    { index: 0, price: bar.open },
    { index: earlier, price: isLowFirst ? bar.low : bar.high },
    { index: later, price: isLowFirst ? bar.high : bar.low },
    { index: count - 1, price: bar.close },
  ]
  const prices = Array.from({ length: count }, () => bar.open)
  const stepMax = (2 * (bar.high - bar.low)) / Math.sqrt(count)
  for (const [leg, from] of points.slice(0, -1).entries()) {
    const to = points[leg + 1] ?? from
    let walked = from.price
    for (let index = from.index + 1; index < to.index; index += 1) {
      const pull = (to.price - walked) / (to.index - index + 1)
      walked += pull + stepMax * (draw(PRICE, index) - 0.5)
      prices[index] = Math.min(Math.max(Math.round(walked), bar.low), bar.high)
    }
    prices[to.index] = to.price
  }
  return prices
}

/** Whole lots, at least one each; what the rounding leaves goes to one of them. */
function quantitiesOf(volume: number, count: number, draw: Draw): number[] {
  const sizes = Array.from({ length: count }, (_, index) => {
    const noise = noiseQuantiles[Math.floor(draw(SIZE, index) * noiseQuantiles.length)] ?? 1
    return noise * noise
  })
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  const quantities = sizes.map((size) => 1 + Math.floor(((volume - count) * size) / whole))
  const rest = volume - quantities.reduce((sum, quantity) => sum + quantity, 0)
  const lucky = Math.floor(draw(SIZE, count) * count)
  quantities[lucky] = (quantities[lucky] ?? 0) + rest
  return quantities
}

function aggressorOf(price: number, before: number, chance: number): 'buy' | 'sell' {
  if (price === before) return chance < 0.5 ? 'buy' : 'sell'
  return price > before ? 'buy' : 'sell'
}
