import type { TickSize } from '@trading-pro/engine/numbers'
import type { Bars } from '@trading-pro/market'
import type { BarRow } from './bar-row-reader.ts'
import { decimalValue, POWERS_OF_TEN, StepRounder, type DecimalCell } from './decimals.ts'
import { STEPS_END } from './limits.ts'

/** The units in which an instrument's bars are stored. */
export interface BarUnits {
  readonly tickSize: TickSize
  /** Volume is stored in units of 10^-volumePrecision. */
  readonly volumePrecision: number
}

/** Values that were not on their step, and how far the farthest was. */
export interface Rounding {
  readonly count: number
  /** In steps. */
  readonly differenceMax: number
}

/** Turns the bars of a file into whole ticks and units, and keeps account of what it rounds. */
export class BarConverter {
  readonly #prices: CountingRounder
  readonly #volumes: CountingRounder
  readonly #isCloseOnly: boolean

  constructor({ tickSize, volumePrecision }: BarUnits, options: { readonly isCloseOnly: boolean }) {
    const unit = { priceScale: POWERS_OF_TEN[volumePrecision] ?? Number.NaN, minimumMovement: 1 }
    this.#prices = new CountingRounder(tickSize)
    this.#volumes = new CountingRounder(unit)
    this.#isCloseOnly = options.isCloseOnly
  }

  get priceRounding(): Rounding {
    return this.#prices
  }

  get volumeRounding(): Rounding {
    return this.#volumes
  }

  /** Writes the bar into the columns at `index`; answers why it cannot be stored, null when it can. */
  convert(row: BarRow, bars: Bars, index: number): string | null {
    const close = this.#prices.round(row.close)
    const open = this.#isCloseOnly ? close : this.#prices.round(row.open)
    const high = this.#isCloseOnly ? close : this.#prices.round(row.high)
    const low = this.#isCloseOnly ? close : this.#prices.round(row.low)
    const volume = this.#volumes.round(row.volume)
    if (!(high < STEPS_END && low > -STEPS_END)) return 'a price is too large for the tick'
    if (!(volume < STEPS_END)) return 'the volume is too large'
    if (low === 0 && decimalValue(row.low) > 0) return 'a price is too small for the tick'
    bars.time[index] = row.time
    bars.open[index] = open
    bars.high[index] = high
    bars.low[index] = low
    bars.close[index] = close
    bars.volume[index] = volume
    return null
  }
}

class CountingRounder implements Rounding {
  count = 0
  differenceMax = 0
  readonly #rounder: StepRounder

  constructor(step: TickSize) {
    this.#rounder = new StepRounder(step)
  }

  round(cell: DecimalCell): number {
    const steps = this.#rounder.round(cell)
    const { difference } = this.#rounder
    if (difference !== 0) {
      this.count += 1
      if (difference > this.differenceMax) this.differenceMax = difference
    }
    return steps
  }
}
