import { decimalsOf, type TickSize } from '@trading-pro/engine/numbers'

/** Turns stored integers into the decimal digits of a JSON number: value = integer x factor / 10^decimals. */
export interface DecimalFormat {
  readonly factor: number
  readonly decimals: number
}

/** A price in ticks. */
export function priceFormat(tickSize: TickSize): DecimalFormat {
  const decimals = decimalsOf(tickSize)
  return { factor: (tickSize.minimumMovement * 10 ** decimals) / tickSize.priceScale, decimals }
}

const ZERO = 48
const DOT = 46
const MINUS = 45
/** Below this, integers are divided without leaving 32 bits. */
const SMALL = 1_000_000_000

/**
 * Writes a stored integer as a JSON number without trailing zeros, as `JSON.stringify` would, and answers the position
 * after it. Byte by byte, because turning doubles into strings is the whole cost of an answer with bars.
 */
export function writeDecimal(
  bytes: Uint8Array,
  position: number,
  { value, format }: { value: number; format: DecimalFormat },
): number {
  let scaled = value * format.factor
  let decimals = format.decimals
  let at = position
  if (scaled < 0) {
    bytes[at++] = MINUS
    scaled = -scaled
  }
  if (!Number.isSafeInteger(scaled)) return writeText(bytes, at, String(scaled / 10 ** decimals))
  while (decimals > 0 && scaled % 10 === 0) {
    scaled /= 10
    decimals -= 1
  }
  const end = writeInteger(bytes, at, scaled)
  if (decimals === 0) return end
  return insertDot(bytes, { start: at, end, decimals })
}

/** Moves the last `decimals` digits one place on and puts the dot before them, with zeros where there are too few. */
function insertDot(
  bytes: Uint8Array,
  { start, end, decimals }: { start: number; end: number; decimals: number },
): number {
  const missing = Math.max(0, decimals + 1 - (end - start))
  if (missing > 0) {
    bytes.copyWithin(start + missing, start, end)
    bytes.fill(ZERO, start, start + missing)
  }
  const last = end + missing
  const dot = last - decimals
  for (let index = last; index > dot; index -= 1) bytes[index] = bytes[index - 1] ?? ZERO
  bytes[dot] = DOT
  return last + 1
}

/** Writes a safe integer that is not negative, and answers the position after it. */
export function writeInteger(bytes: Uint8Array, position: number, value: number): number {
  if (value < SMALL) return writeSmallInteger(bytes, position, value)
  const high = Math.floor(value / SMALL)
  const at = writeSmallInteger(bytes, position, high)
  let low = value - high * SMALL
  for (let index = at + 8; index >= at; index -= 1) {
    const rest = (low / 10) | 0
    bytes[index] = ZERO + (low - rest * 10)
    low = rest
  }
  return at + 9
}

function writeSmallInteger(bytes: Uint8Array, position: number, value: number): number {
  let end = position + 1
  for (let power = 10; value >= power; power *= 10) end += 1
  let rest = value
  for (let index = end - 1; index >= position; index -= 1) {
    const next = (rest / 10) | 0
    bytes[index] = ZERO + (rest - next * 10)
    rest = next
  }
  return end
}

function writeText(bytes: Uint8Array, position: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) bytes[position + index] = text.charCodeAt(index)
  return position + text.length
}
