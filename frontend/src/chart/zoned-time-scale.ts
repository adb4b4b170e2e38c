import {
  defaultHorzScaleBehavior,
  type Time,
  type TimeScalePoint,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { ChartClock } from './chart-clock.ts'

const DefaultTimeScale = defaultHorzScaleBehavior()

/**
 * A time scale whose bars keep their true times, and whose labels fall where days begin in the zone of the
 * clock. Shifting the bars instead would put two bars on one time when clocks are set back.
 */
export class ZonedTimeScale extends DefaultTimeScale {
  private clock: ChartClock | null = null

  setClock(clock: ChartClock): void {
    this.clock = clock
  }

  override fillWeightsForPoints(points: readonly MutablePoint[], startIndex: number): void {
    const { clock } = this
    if (clock === null || clock.isDated) {
      super.fillWeightsForPoints(points, startIndex)
      return
    }
    const shifted = points.map((point) => ({
      ...point,
      time: this.convertHorzItemToInternal(
        clock.toWallSeconds(Number(this.key(point.time))) as UTCTimestamp as Time,
      ),
    }))
    super.fillWeightsForPoints(shifted, startIndex)
    for (const [index, point] of points.entries())
      point.timeWeight = shifted[index]?.timeWeight ?? point.timeWeight
  }
}

type MutablePoint = { -readonly [Key in keyof TimeScalePoint]: TimeScalePoint[Key] }
