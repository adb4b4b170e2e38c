import { assert } from '../assert.ts'

/**
 * From `from` on, values are multiples of `step` above `from` (FIX 1206 StartTickPriceRange, 1208
 * TickIncrement). Both in ticks of a price table, or in lots; safe integers, `step` >= 1.
 */
export interface StepRow {
  readonly from: number
  readonly step: number
}

/** Whether a value of at least the first row's `from` stands on a step of its row. */
export function isOnStep(value: number, table: readonly StepRow[]): boolean {
  const row = rowOf(value, table)
  return (value - row.from) % row.step === 0
}

/** The step at or below a value; the value is at least the first row's `from`. */
export function stepDown(value: number, table: readonly StepRow[]): number {
  const row = rowOf(value, table)
  return value - ((value - row.from) % row.step)
}

/**
 * The step at or above a value. The start of the next row ends a row, whether or not it is a multiple of
 * its step.
 */
export function stepUp(value: number, table: readonly StepRow[]): number {
  const down = stepDown(value, table)
  if (down === value) return value
  const up = down + rowOf(value, table).step
  const next = table.find((row) => row.from > value)
  return next !== undefined && next.from < up ? next.from : up
}

function rowOf(value: number, table: readonly StepRow[]): StepRow {
  let found = table[0]
  assert(found !== undefined && value >= found.from, 'a value is not below the first row of its step table')
  for (const row of table) if (row.from <= value) found = row
  return found
}
