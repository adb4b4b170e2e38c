const halves = new Uint32Array(2)
const whole = new BigInt64Array(halves.buffer)
/** Which half is the low one on this machine. */
const [LOW, HIGH] = isLittleEndian() ? [0, 1] : [1, 0]

const SAFE_MAX = 9_007_199_254_740_991n

/** A bigint as a number, in less time than `Number` takes; NaN when that would not be exact. */
export function numberOf(value: bigint): number {
  if (value > SAFE_MAX || value < -SAFE_MAX) return Number.NaN
  whole[0] = value
  return ((halves[HIGH] ?? 0) | 0) * 4_294_967_296 + (halves[LOW] ?? 0)
}

/**
 * A safe integer as a bigint: what `BigInt` gives, in half the time, because that leaves compiled code.
 *
 * @param value - a safe integer; others give something else
 */
export function bigintOf(value: number): bigint {
  const high = Math.floor(value / 4_294_967_296)
  halves[LOW] = value - high * 4_294_967_296
  halves[HIGH] = high
  return whole[0] ?? 0n
}

function isLittleEndian(): boolean {
  halves[0] = 1
  halves[1] = 0
  return whole[0] === 1n
}
