import { assert } from '../assert.ts'
import { parseDecimal } from '../numbers/tick-size.ts'

/** A decimal in exact parts: coefficient / 10^scale. */
export interface Decimal {
  readonly coefficient: bigint
  readonly scale: number
}

/** The step of money: minor units are cents. */
export const cent: Decimal = { coefficient: 1n, scale: 2 }

/** A decimal as a scenario writes it. */
export function decimalOf(text: string): Decimal {
  const decimal = parseDecimal(text)
  assert(decimal !== null, `a scenario writes a number where it has "${text}"`)
  return decimal
}

/** How many steps a decimal is; a scenario that writes a number between two steps is wrong itself. */
export function stepsOf(text: string, step: Decimal): bigint {
  const { coefficient, scale } = decimalOf(text)
  const dividend = coefficient * 10n ** BigInt(step.scale)
  const divisor = step.coefficient * 10n ** BigInt(scale)
  assert(dividend % divisor === 0n, `"${text}" is a whole number of steps`)
  return dividend / divisor
}

/** A number of steps as a decimal, with as many digits behind the point as the step has. */
export function decimalText(steps: bigint | number, { coefficient, scale }: Decimal): string {
  const value = BigInt(steps) * coefficient
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const sign = value < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Millionths, written as `0.1%`, `10bp` or `250ppm`. */
export function ppmOf(text: string): number {
  const [, value = '', unit = ''] = /^(.*?)(%|bp|ppm)$/.exec(text) ?? []
  assert(unit !== '', `a rate ends in %, bp or ppm where it is "${text}"`)
  const scale = unit === '%' ? 4 : unit === 'bp' ? 2 : 0
  return Number(stepsOf(value, { coefficient: 1n, scale }))
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const dayMs = 86_400_000
/** Monday 6 January 2025, 00:00 UTC, on which all scenarios begin. */
const monday = 1_736_121_600_000
const timePattern = /^(?:(mon|tue|wed|thu|fri|sat|sun)-)?(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?$/

/** Unix milliseconds of `09:30`, `09:30:00.250` (on Monday) or `tue-00:00`; `null` for what is no time. */
export function timeOf(text: string): number | null {
  const match = timePattern.exec(text)
  if (match === null) return null
  const [, day = 'mon', hours = '0', minutes = '0', seconds = '0', milliseconds = '0'] = match
  const clock = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return monday + weekdays.indexOf(day) * dayMs + clock * 1_000 + Number(milliseconds)
}

/** The same the other way round. */
export function timeText(at: number): string {
  const day = Math.floor((at - monday) / dayMs)
  const rest = (((at - monday) % dayMs) + dayMs) % dayMs
  const part = (size: number, count: number) => String(Math.floor(rest / size) % count).padStart(2, '0')
  const clock = `${part(3_600_000, 24)}:${part(60_000, 60)}:${part(1_000, 60)}`
  const milliseconds = rest % 1_000 === 0 ? '' : `.${String(rest % 1_000).padStart(3, '0')}`
  return (day === 0 ? '' : `${weekdays[day] ?? `day${day}`}-`) + clock + milliseconds
}

/** Whether two words mean the same: `4500` is `4500.00`, `09:30` is `09:30:00`. */
export function meansSame(expected: string, actual: string): boolean {
  if (expected === actual) return true
  const [time, other] = [timeOf(expected), timeOf(actual)]
  if (time !== null && other !== null) return time === other
  const [left, right] = [parseDecimal(expected), parseDecimal(actual)]
  if (left === null || right === null) return false
  return left.coefficient * 10n ** BigInt(right.scale) === right.coefficient * 10n ** BigInt(left.scale)
}
