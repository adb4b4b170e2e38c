import type { Boundary } from '@trading-pro/engine'
import type { Calendar, TradingSegment } from '@trading-pro/market'

/** How many dates ahead boundaries are made: a server that stands still for a week still keeps its hours. */
const DAYS_AHEAD = 10
const SECONDS_PER_DAY = 86_400

/** The boundaries of a calendar after an instant (Unix ms), for the dates to come. */
export function scheduleOf(calendar: Calendar, at: number): Boundary[] {
  const today = Math.floor(at / 1000 / SECONDS_PER_DAY)
  const boundaries = new Map<number, Boundary>()
  for (let epochDay = today - 1; epochDay <= today + DAYS_AHEAD; epochDay += 1) {
    const segments = calendar.tradingDay(epochDay)?.segments ?? []
    for (const [index, segment] of segments.entries()) {
      addSegment(boundaries, segment, index === segments.length - 1)
    }
  }
  return [...boundaries.values()]
    .filter((boundary) => boundary.at > at)
    .sort((one, other) => one.at - other.at)
}

/** A segment that begins when the one before ends makes one boundary of two. */
function addSegment(
  boundaries: Map<number, Boundary>,
  { open, close }: TradingSegment,
  endsDay: boolean,
): void {
  const before = boundaries.get(open * 1000)
  boundaries.set(open * 1000, { at: open * 1000, phase: 'continuous', endsDay: before?.endsDay ?? false })
  boundaries.set(close * 1000, { at: close * 1000, phase: 'closed', endsDay })
}
