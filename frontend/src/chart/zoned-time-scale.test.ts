import type { Time, TimeScalePoint, UTCTimestamp } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import { createChartClock } from './chart-clock.ts'
import { ZonedTimeScale } from './zoned-time-scale.ts'

const HOUR = 3_600

/** The local times of the bars that weigh as much as the start of a day, by hours over four days. */
function dayStarts(zone: string, from: string, isDated = false): string[] {
  const scale = new ZonedTimeScale()
  const clock = createChartClock({ zone, resolution: '60', isDated })
  scale.setClock(clock)
  const times = Array.from({ length: 96 }, (_, hour) => Date.parse(from) / 1_000 + hour * HOUR)
  const points = times.map((time) => ({
    timeWeight: 0,
    time: scale.convertHorzItemToInternal(time as UTCTimestamp as Time),
    originalTime: time,
  })) as unknown as (TimeScalePoint & { timeWeight: number })[]
  scale.fillWeightsForPoints(points, 0)
  const weights = points.map(({ timeWeight }) => timeWeight)
  const heaviest = weights.toSorted((left, right) => right - left)[3] ?? Infinity
  return times.flatMap((time, index) =>
    (weights[index] ?? 0) >= heaviest ? clock.label(time).slice(0, -7) + clock.mark(time, 'minute') : [],
  )
}

describe('the days of the time axis', () => {
  it('begin at midnight in the zone of the clock, also when it changes to summer time', () => {
    const starts = dayStarts('America/New_York', '2020-03-07T01:00Z')
    expect(starts.map((start) => start.slice(-5))).toEqual(['00:00', '00:00', '00:00', '00:00'])
  })

  it('begin at midnight when clocks are set back and two bars read the same', () => {
    const starts = dayStarts('America/New_York', '2020-10-31T01:00Z')
    expect(starts.map((start) => start.slice(-5))).toEqual(['00:00', '00:00', '00:00', '00:00'])
  })

  it('begin at midnight UTC for dated bars', () => {
    const starts = dayStarts('Asia/Tokyo', '2020-03-07T01:00Z', true)
    expect(starts.map((start) => start.slice(-5))).toContain('00:00')
  })
})
