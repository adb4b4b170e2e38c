/**
 * Adapters send whole numbers; fractions come from clocks and are cut off. `null` when the text is no number.
 */
export function readNumber<Fallback>(value: unknown, fallback: Fallback): number | Fallback | null {
  if (value === undefined || value === '') return fallback
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d+)?$/.test(value)) return null
  return Math.floor(Number(value))
}
