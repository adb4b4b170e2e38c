import { mixWord, fractionOf, type SimulatedInstrument } from '@trading-pro/market'
import type { Side } from '@trading-pro/engine'

/** Levels of each side of a simulated book. */
const SIMULATED_LEVELS = 60
const MINUTES_PER_DAY = 1_440
/** Distance of two levels, in millionths of the price: what liquid books have. */
const SPACING_PPM = 30
/** For how long a level keeps its size, ms. */
const [KEPT_MIN_MS, KEPT_RANGE_MS] = [1_500, 14_000]

/** The best prices, in ticks. */
export interface Quote {
  readonly bid: number
  readonly ask: number
}

/** How a simulated book looks: a function of instrument, prices and time, the same everywhere. */
export class BookShape {
  /** Ticks between two levels behind the best. */
  readonly spacing: number
  readonly #typical: number
  readonly #key: number

  /** @param key - another one makes other sizes */
  constructor({ anchorTicks, dailyVolume }: SimulatedInstrument, key: number) {
    this.spacing = Math.max(1, Math.round((anchorTicks * SPACING_PPM) / 1_000_000))
    this.#typical = Math.max(4, dailyVolume / MINUTES_PER_DAY / 6)
    this.#key = key
  }

  /** The quote around a print: it was made at the best price of the side that it took from. */
  quoteAt(price: number, aggressor: Side): Quote {
    return aggressor === 'buy'
      ? { bid: Math.max(1, price - this.spacing), ask: price }
      : { bid: price, ask: price + this.spacing }
  }

  /** Prices of a side, best first: the best itself, then a grid that stays when the best moves. */
  *prices(side: Side, best: number): Iterable<number> {
    const { spacing } = this
    const isBid = side === 'buy'
    yield best
    let price = isBid ? Math.ceil(best / spacing - 1) * spacing : Math.floor(best / spacing + 1) * spacing
    for (let count = 1; count < SIMULATED_LEVELS && price > 0; count += 1) {
      yield price
      price += isBid ? -spacing : spacing
    }
  }

  /**
   * What is displayed at a price, lots; it stays for a while, and levels change at different times.
   *
   * @param distance - how many levels it is behind the best
   * @param at - Unix ms
   */
  sizeAt(price: number, distance: number, at: number): number {
    const low = (price % 4_294_967_296) | 0
    const keptMs = KEPT_MIN_MS + KEPT_RANGE_MS * fractionOf(mixWord(low, this.#key, 1))
    const period = Math.floor(at / keptMs)
    const noise = fractionOf(mixWord(low, this.#key, period | 0))
    // Books are thin at the top, thicker behind, and thin far out.
    const profile = 0.5 + Math.min(distance, 12) / 6 - Math.max(0, distance - 30) / 40
    return Math.max(1, Math.round(this.#typical * profile * (0.25 + 1.5 * noise * noise)))
  }
}
