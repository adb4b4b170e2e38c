import { SIMULATED_BLOCKS_KEPT_MAX } from '../limits.ts'
import { bisect } from './bisection.ts'
import type { DayPlans } from './day-plans.ts'
import { keepRecent } from './keep-recent.ts'
import { fractionOf, wordsAt, type Key } from './keyed-random.ts'
import type { SimulatedMarket } from './markets.ts'
import { allocateWalk, divisionOf, fillWalk, noiseByDepth, type Span, type Walk } from './walk.ts'
import { realAt, wordAt } from './elements.ts'

/** The day on which every path is at zero, so that every price is its anchor: 2026-01-01. */
export const PINNED_DAY = 20_454

/**
 * How far the log price may be from the anchor where a block begins or ends, one standard deviation: between
 * two blocks a price does not wander, it is drawn anew, so that after decades it is still plausible.
 */
const KNOT_DEVIATION_MAX = 0.25
const WEEKS_PER_YEAR = 365.25 / 7

/** Three halvings of seven days. */
const DEPTHS_WITHIN_WEEK = 3

const KNOT_LEVEL = 0
const BLOCK_LEVEL = 1
const DAY_LEVEL = 2

/** A random path through all time, zero on the pinned day; its unit is an ordinary day's deviation. */
export interface Path {
  /** Fills in the minutes of a UTC day. */
  fillDay(epochDay: number, walk: Walk): void
}

/**
 * A path is made of blocks of whole weeks, whose ends are drawn on their own; a block is divided into days,
 * and a day into minutes. So any day costs the same, however far away.
 */
export function createPath(options: {
  readonly key: Key
  readonly market: SimulatedMarket
  readonly plans: DayPlans
  /** Standard deviation of the log price on an ordinary day: what the unit of the path is worth. */
  readonly dailyDeviation: number
}): Path {
  const { key, market, plans, dailyDeviation } = options
  const daysPerBlock = market.weeksPerBlock * 7
  const tree = bisect(daysPerBlock, 7)
  const noise = noiseByDepth(tree, {
    coarse: market.noise.weeks,
    fine: market.noise.days,
    fineDepths: DEPTHS_WITHIN_WEEK,
  })
  const knotMax = Math.min(
    Math.sqrt((market.weeksPerBlock / WEEKS_PER_YEAR) * market.ordinaryDaysPerYear * 0.5),
    KNOT_DEVIATION_MAX / dailyDeviation,
  )
  const recentBlocks = keepRecent<number, Walk>(SIMULATED_BLOCKS_KEPT_MAX)

  /** Evenly distributed, so that it has a bound. */
  function knot(block: number): number {
    if (block === 0) return 0
    const fraction = fractionOf(wordAt(wordsAt(key, { level: KNOT_LEVEL, index: block }, 1), 0))
    return knotMax * Math.sqrt(3) * (2 * fraction - 1)
  }

  function buildBlock(block: number): Walk {
    const firstDay = PINNED_DAY + block * daysPerBlock
    const weights = Float64Array.from({ length: daysPerBlock }, (_, day) => plans.weightOf(firstDay + day))
    const walk = allocateWalk(daysPerBlock)
    const variance = weights.reduce((sum, weight) => sum + weight, 0)
    const division = divisionOf({ tree, weights, noise })
    const span: Span = { start: knot(block), end: knot(block + 1), variance }
    fillWalk(walk, span, {
      division,
      words: wordsAt(key, { level: BLOCK_LEVEL, index: block }, tree.wordCount),
    })
    return walk
  }

  return {
    fillDay(epochDay, walk) {
      const block = Math.floor((epochDay - PINNED_DAY) / daysPerBlock)
      const { position, clock } = recentBlocks(block, () => buildBlock(block))
      const day = epochDay - PINNED_DAY - block * daysPerBlock
      const span: Span = {
        start: realAt(position, day),
        end: realAt(position, day + 1),
        variance: realAt(clock, day + 1) - realAt(clock, day),
      }
      const { division } = plans.planOf(epochDay)
      const place = { level: DAY_LEVEL, index: epochDay }
      fillWalk(walk, span, { division, words: wordsAt(key, place, division.tree.wordCount) })
    },
  }
}
