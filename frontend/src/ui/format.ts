/** Every number and time that a user reads is written here. */

/** The sign is as wide as a plus and as a digit, unlike the hyphen. */
export const MINUS = '\u2212'

/** The least price step, as the API states it: `minmov / pricescale`. */
export interface PriceFormat {
  readonly pricescale: number
  readonly minmov: number
}

const DECIMALS_MAX = 15

/** Where all digits of a quantity are more than anybody compares. */
const SHORT_SIZES_FROM = 1_000_000

/** How many decimals a price can need: 2 for 1/100, 5 for 1/32. */
function decimalsOf({ pricescale }: PriceFormat): number {
  let power = 1
  for (let decimals = 0; decimals < DECIMALS_MAX; decimals += 1) {
    if (power % pricescale === 0) return decimals
    power *= 10
  }
  return DECIMALS_MAX
}

/**
 * The steps that the labels of a price axis are multiples of: the tick, where a unit is twos and
 * fives of it, which is all that the chart library can divide; else the last decimal, for ticks such as 0.03.
 */
export function axisStep(format: PriceFormat): number {
  let ticksPerUnit = format.pricescale / format.minmov
  while (ticksPerUnit > 1 && ticksPerUnit % 2 === 0) ticksPerUnit /= 2
  while (ticksPerUnit > 1 && ticksPerUnit % 5 === 0) ticksPerUnit /= 5
  return ticksPerUnit === 1 ? format.minmov / format.pricescale : 10 ** -decimalsOf(format)
}

/** Of more decimals the zeros at the end tell nothing of a price above one, and leave no room on a phone. */
const TRAILING_ZEROS_DECIMALS_MAX = 6

/** A price with the decimals of its tick: `2,304.90`, `0.00001230`; never an artefact of floating point. */
export function formatPrice(price: number, format: PriceFormat): string {
  const decimals = decimalsOf(format)
  const text = fixed(price, decimals)
  const isLong = decimals > TRAILING_ZEROS_DECIMALS_MAX && Math.abs(price) >= 1
  return isLong ? text.replace(/(?<=\.\d\d\d*?)0+$/, '') : text
}

/** A difference of prices with its sign: `+12.30`, `−0.85`, `0.00`. */
export function formatChange(change: number, format: PriceFormat): string {
  return withPlus(formatPrice(change, format))
}

/** `+1.25%`, to two decimals. */
export function formatPercent(percent: number): string {
  return `${withPlus(fixed(percent, 2))}%`
}

/** `0.4 bp`: hundredths of a percent. */
export function formatBasisPoints(ratio: number): string {
  return `${fixed(ratio * 10_000, 1)} bp`
}

/** `931.8M`: three or four figures are enough to compare volumes. */
export function formatVolume(volume: number): string {
  const units = ['', 'K', 'M', 'B', 'T']
  let scaled = volume
  let unit = 0
  while (scaled >= 999.95 && unit < units.length - 1) {
    scaled /= 1_000
    unit += 1
  }
  const digits = unit === 0 ? trimZeros(fixed(scaled, 2)) : trimZeros(fixed(scaled, scaled < 10 ? 2 : 1))
  return digits + (units[unit] ?? '')
}

/** A volume with all its digits: `5,792,140,000`. */
export function formatExactVolume(volume: number, decimals: number): string {
  return fixed(volume, decimals)
}

/** A whole number with its thousands apart: `5,105`. */
export function formatCount(count: number): string {
  return fixed(count, 0)
}

/** `12 ms`, `1.2 s`. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${fixed(milliseconds / 1_000, 1)} s`
}

/** How long ago: `just now`, `12 s ago`, `3 min ago`, `2 h ago`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.floor(Math.max(0, ageMs) / 1_000)
  if (seconds < 2) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  return `${Math.floor(seconds / 3_600)} h ago`
}

/** An age where there is little room: `4 s`, `3 min`, `2 h`. */
export function formatShortAge(ageMs: number): string {
  const seconds = Math.floor(Math.max(0, ageMs) / 1_000)
  if (seconds < 60) return `${seconds} s`
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`
}

/** A quantity with its decimals, as long as there is room for them: `1,250`, `0.0315`, `2.5M`. */
export function formatSize(size: number, decimals: number): string {
  return size < SHORT_SIZES_FROM ? fixed(size, decimals) : formatVolume(size)
}

/** How long until something happens, in whole seconds: `8 s`. */
export function formatCountdown(remainingMs: number): string {
  return `${Math.max(0, Math.ceil(remainingMs / 1_000))} s`
}

/** The clock of this machine: `14:05:09`. */
export function formatClock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB')
}

/** The difference of two prices on the tick, without what floating point adds to it. */
export function priceChange(
  prices: { readonly from: number; readonly to: number },
  format: PriceFormat,
): number {
  const ticksPerUnit = format.pricescale
  return (Math.round(prices.to * ticksPerUnit) - Math.round(prices.from * ticksPerUnit)) / ticksPerUnit
}

export type Direction = 'up' | 'down' | 'flat'

/** Rising, falling or neither, for the sign that goes with the colour. */
export function directionOf(change: number): Direction {
  if (change > 0) return 'up'
  return change < 0 ? 'down' : 'flat'
}

const formatters = new Map<number, Intl.NumberFormat>()

/** Rounds the decimal that the number reads as, half away from zero; a rounded zero has no sign. */
function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '\u2013'
  let formatter = formatters.get(decimals)
  if (formatter === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    formatter = new Intl.NumberFormat('en-US', { ...digits, signDisplay: 'negative' })
    formatters.set(decimals, formatter)
  }
  return formatter.format(value).replace('-', MINUS)
}

function withPlus(text: string): string {
  return text.startsWith(MINUS) || !/[1-9]/.test(text) ? text : `+${text}`
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
