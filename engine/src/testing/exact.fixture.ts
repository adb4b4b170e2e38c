/**
 * The arithmetic of docs/engine-rules.md, section 3, said once more and in the plainest way: whoever
 * checks the engine must not use its own sums. All of it in bigint; amounts in minor units.
 */
import type { FeeSchedule, Instrument } from '../instrument/instrument.ts'

/** Rounded toward minus infinity; the divisor is positive. */
function floor(dividend: bigint, divisor: bigint): bigint {
  const rest = ((dividend % divisor) + divisor) % divisor
  return (dividend - rest) / divisor
}

export function ceiling(dividend: bigint, divisor: bigint): bigint {
  return floor(dividend + divisor - 1n, divisor)
}

/** Rounded to the nearest, halves to the even neighbour. */
export function halfEven(dividend: bigint, divisor: bigint): bigint {
  const doubled = floor(2n * dividend + divisor, 2n * divisor)
  const isHalf = (2n * dividend + divisor) % (2n * divisor) === 0n
  return isHalf && doubled % 2n !== 0n ? doubled - 1n : doubled
}

/** Price x quantity x tick value. */
export function exactNotional(instrument: Instrument, price: number, quantity: number): bigint {
  const { numerator, denominator } = instrument.tickValue
  return halfEven(BigInt(price) * BigInt(quantity) * numerator, denominator)
}

export function exactCeiling(instrument: Instrument, price: number, quantity: number): bigint {
  const { numerator, denominator } = instrument.tickValue
  return ceiling(BigInt(price) * BigInt(quantity) * numerator, denominator)
}

/** The fee of a fill at a rate in millionths. */
export function exactFee(
  fees: FeeSchedule,
  fill: { notional: bigint; quantity: number; ppm: number },
): bigint {
  const micros = fill.notional * BigInt(fill.ppm) + BigInt(fill.quantity) * BigInt(fees.perLotMicros)
  return ceiling(micros, 1_000_000n)
}

/** A price raised by the collar of the instrument. */
export function exactRaised({ collarPpm }: Instrument, price: number): number {
  return price + Number(ceiling(BigInt(price) * BigInt(collarPpm), 1_000_000n))
}

/** The step of a table that a value stands on or that comes before it. */
export function exactStepDown(table: Instrument['tickTable'], value: number): number {
  const row = table.findLast(({ from }) => from <= value)
  return row === undefined ? value : value - ((value - row.from) % row.step)
}

/** The step at or after a value; a row ends where the next one begins. */
function exactStepUp(table: Instrument['tickTable'], value: number): number {
  let up = value
  while (exactStepDown(table, up) !== up) up += 1
  return up
}

/** Where a trailing stop with this watermark triggers. */
export function exactTrailingStop(
  instrument: Instrument,
  side: 'buy' | 'sell',
  { watermark, unit, offset }: { watermark: number; unit: 'ticks' | 'ppm'; offset: number },
): number {
  const distance = unit === 'ticks' ? offset : Number(ceiling(BigInt(watermark) * BigInt(offset), 1_000_000n))
  if (side === 'buy') return exactStepUp(instrument.tickTable, watermark + distance)
  return Math.max(1, watermark - distance < 1 ? 1 : exactStepDown(instrument.tickTable, watermark - distance))
}

export function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}
