import { assert } from '../assert.ts'
import { ticks, type Ticks } from './ticks.ts'

/**
 * The least price step of an instrument as a fraction of integers: `minimumMovement / priceScale`
 * (TradingView's `minmov / pricescale`; FIX 969 MinPriceIncrement). 0.25 is 25/100, one 32nd is 1/32.
 * `priceScale` is a power of ten, or a power of two for prices quoted in fractions; both are positive.
 */
export interface TickSize {
  readonly priceScale: number
  readonly minimumMovement: number
}

/** A tick-rounded price and how far the written price was from it. */
export interface RoundedPrice {
  readonly price: Ticks
  /** Absolute distance between the written price and `price`, in ticks; 0 when it was on the tick. */
  readonly differenceTicks: number
}

const PRICE_SCALE_MAX = 10n ** 15n
/** At most 64 digits before and after the point: longer numbers are not prices, and cost time to read. */
const DECIMAL = /^([+-]?)(\d{0,64})(?:\.(\d{0,64}))?(?:[eE]([+-]?\d{1,2}))?$/

/**
 * A decimal number in exact parts: value = coefficient / 10^scale.
 *
 * @returns `null` when the text is not a plain decimal number (empty, hexadecimal, NaN, infinity), or has
 * more than 64 digits on a side of the point or an exponent past 99
 */
export function parseDecimal(text: string): { readonly coefficient: bigint; readonly scale: number } | null {
  const match = DECIMAL.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return null
  const magnitude = BigInt(whole + fraction)
  const scale = fraction.length - Number(exponent)
  const coefficient = sign === '-' ? -magnitude : magnitude
  return scale >= 0 ? { coefficient, scale } : { coefficient: coefficient * 10n ** BigInt(-scale), scale: 0 }
}

/**
 * The tick size that a decimal step means: `"0.25"` is 25/100, `"0.01"` is 1/100, `"5"` is 5/1.
 *
 * @returns `null` when the text is no positive decimal, or finer than 15 decimals
 */
export function tickSizeFromDecimal(text: string): TickSize | null {
  const decimal = parseDecimal(text)
  if (decimal === null || decimal.coefficient <= 0n) return null
  let { coefficient, scale } = decimal
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n
    scale -= 1
  }
  const priceScale = 10n ** BigInt(scale)
  if (priceScale > PRICE_SCALE_MAX || coefficient > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return { priceScale: Number(priceScale), minimumMovement: Number(coefficient) }
}

/**
 * The nearest price on the tick; half a tick rounds away from zero. For market data, which nobody is paid by:
 * an order's price off the tick is refused instead.
 *
 * @returns `null` when the text is no decimal number, or past 2^53 ticks
 */
export function roundToTick(text: string, tickSize: TickSize): RoundedPrice | null {
  const decimal = parseDecimal(text)
  if (decimal === null) return null
  const numerator = decimal.coefficient * BigInt(tickSize.priceScale)
  const denominator = 10n ** BigInt(decimal.scale) * BigInt(tickSize.minimumMovement)
  const magnitude = numerator < 0n ? -numerator : numerator
  const rounded = (2n * magnitude + denominator) / (2n * denominator)
  if (rounded > BigInt(Number.MAX_SAFE_INTEGER)) return null
  const distance = magnitude - rounded * denominator
  const price = ticks(Number(numerator < 0n ? -rounded : rounded))
  return { price, differenceTicks: Math.abs(Number(distance) / Number(denominator)) }
}

/**
 * The price as the JSON number that market data carries: exact both ways up to 15 significant digits.
 */
export function priceFromTicks(price: number, tickSize: TickSize): number {
  return (price * tickSize.minimumMovement) / tickSize.priceScale
}

/**
 * The price as an exact decimal string with the instrument's own number of decimals: `"101.20"`, never
 * `"101.2"`.
 *
 * @throws InvariantError when the tick size has no finite decimal expansion
 */
export function decimalFromTicks(price: Ticks, tickSize: TickSize): string {
  const decimals = decimalsOf(tickSize)
  const scaled =
    (BigInt(price) * BigInt(tickSize.minimumMovement) * 10n ** BigInt(decimals)) / BigInt(tickSize.priceScale)
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const sign = scaled < 0n ? '-' : ''
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * How many decimals a price on this tick can need: 2 for 1/100, 5 for 1/32.
 *
 * @throws InvariantError when the price scale is neither made of twos nor of tens
 */
export function decimalsOf(tickSize: TickSize): number {
  let power = 1n
  for (let decimals = 0; decimals <= 15; decimals += 1) {
    if (power % BigInt(tickSize.priceScale) === 0n) return decimals
    power *= 10n
  }
  assert(false, 'a price scale is a power of ten or of two, at most 10^15')
}
