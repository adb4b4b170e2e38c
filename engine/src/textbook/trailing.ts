import type { Instrument } from '../instrument/instrument.ts'
import { divideCeiling } from '../numbers/rounding.ts'
import { stepDown, stepUp } from '../numbers/steps.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Side, Trailing } from '../order/order-types.ts'

/** The stop of a watermark, on a tick away from the market: below it for sells, above it for buys. */
export function trailingStopOf(
  side: Side,
  trailing: Trailing,
  from: { watermark: number; instrument: Instrument },
): Ticks {
  const { watermark, instrument } = from
  const offset =
    trailing.unit === 'ticks'
      ? trailing.offset
      : Number(divideCeiling(BigInt(watermark) * BigInt(trailing.offset), 1_000_000n))
  if (side === 'buy') return ticks(stepUp(watermark + offset, instrument.tickTable))
  return ticks(Math.max(1, stepDown(Math.max(1, watermark - offset), instrument.tickTable)))
}
