import { ppmCeiling } from '../numbers/rounding.ts'
import { stepDown, stepUp, type StepRow } from '../numbers/steps.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Side, Trailing } from '../order/order-types.ts'

/**
 * Where a trailing stop stands for a watermark: the offset away from it, rounded to a tick away from the
 * market, and at least one tick.
 */
export function rawStop(trail: {
  readonly side: Side
  readonly trailing: Trailing
  readonly watermark: Ticks
  readonly tickTable: readonly StepRow[]
}): Ticks {
  const { side, trailing, watermark, tickTable } = trail
  const offset = trailing.unit === 'ticks' ? trailing.offset : ppmCeiling(watermark, trailing.offset)
  const lowest = Math.max(1, tickTable[0]?.from ?? 1)
  if (side === 'buy') return ticks(stepUp(watermark + offset, tickTable))
  const stop = watermark - offset
  return ticks(stop <= lowest ? lowest : stepDown(stop, tickTable))
}
