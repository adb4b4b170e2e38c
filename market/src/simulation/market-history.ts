import { MINUTES_PER_DAY } from '../dates/dates.ts'
import { SIMULATED_FACTOR_DAYS_KEPT_MAX } from '../limits.ts'
import type { TimeZonePort } from '../time-zone/time-zone.ts'
import { createDayPlans, type DayPlans } from './day-plans.ts'
import { keepRecent } from './keep-recent.ts'
import { keyOfName, type Key } from './keyed-random.ts'
import type { SimulatedMarket } from './markets.ts'
import { createPath } from './path.ts'
import { allocateWalk, type Walk } from './walk.ts'

/** What the instruments of one market have in common. */
export interface MarketHistory {
  readonly market: SimulatedMarket
  readonly plans: DayPlans
  /** The common factor over a UTC day; not to be changed or kept, its memory is used for other days. */
  factorOn(epochDay: number): Walk
}

export function createMarketHistory(options: {
  readonly market: SimulatedMarket
  readonly key: Key
  readonly timeZones: TimeZonePort
}): MarketHistory {
  const { market, timeZones } = options
  const plans = createDayPlans(market, timeZones)
  const path = createPath({
    key: keyOfName(options.key, `factor ${market.name}`),
    market,
    plans,
    dailyDeviation: market.factorVolatility / Math.sqrt(market.ordinaryDaysPerYear),
  })
  const recentDays = keepRecent<number, Walk>(SIMULATED_FACTOR_DAYS_KEPT_MAX)
  return {
    market,
    plans,
    factorOn: (epochDay) =>
      recentDays(epochDay, (forgotten) => {
        const walk = forgotten ?? allocateWalk(MINUTES_PER_DAY)
        path.fillDay(epochDay, walk)
        return walk
      }),
  }
}
