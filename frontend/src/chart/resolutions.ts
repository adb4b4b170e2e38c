import { compareResolutions, isIntraday, parseResolution, type Resolution } from '@trading-pro/market'

/** A resolution that a chart offers. */
export interface ResolutionChoice {
  /** As the API spells it. */
  readonly value: string
  readonly short: string
  readonly long: string
}

/** A choice with the reason why it is not to be had; `null` when it is. */
export interface OfferedResolution extends ResolutionChoice {
  readonly refusal: string | null
}

const UNITS = {
  second: { short: 's', long: 'second' },
  minute: { short: 'm', long: 'minute' },
  day: { short: 'D', long: 'day' },
  week: { short: 'W', long: 'week' },
  month: { short: 'M', long: 'month' },
} as const

/** What traders know; a symbol with others offers those too. */
const USUAL = ['1S', '1', '3', '5', '15', '30', '60', '120', '240', '1D', '1W', '1M', '3M', '12M']
const COMMON = new Set(['1', '5', '15', '60', '240', '1D', '1W', '1M'])
const PREFERRED = ['1D', '60', '1W', '1M']

export function describeResolution(value: string): ResolutionChoice {
  const resolution = parseResolution(value)
  if (resolution === null) return { value, short: value, long: value }
  const { unit, count } = inLargestUnit(resolution)
  const one = unit === 'hour' ? { short: 'h', long: 'hour' } : UNITS[unit]
  const isDated = !isIntraday(resolution)
  const short = isDated && count === 1 ? one.short : `${count}${one.short}`
  return { value, short, long: `${count} ${one.long}${count === 1 ? '' : 's'}` }
}

function inLargestUnit({ unit, count }: Resolution): { unit: Resolution['unit'] | 'hour'; count: number } {
  return unit === 'minute' && count % 60 === 0 ? { unit: 'hour', count: count / 60 } : { unit, count }
}

/** The supported ones of the eight most common, for a row of buttons. */
export function commonResolutions(supported: readonly string[]): readonly ResolutionChoice[] {
  const common = supported.filter((value) => COMMON.has(value))
  return common.sort(compareTexts).map(describeResolution)
}

/** All that are known, from fine to coarse, each with the reason if the symbol cannot have it. */
export function offeredResolutions(supported: readonly string[]): readonly OfferedResolution[] {
  const values = [...new Set([...USUAL, ...supported])].sort(compareTexts)
  const finest = [...supported].sort(compareTexts)[0]
  return values.map((value) => ({
    ...describeResolution(value),
    refusal: supported.includes(value) ? null : refusalOf(value, finest),
  }))
}

function refusalOf(value: string, finest: string | undefined): string {
  if (finest === undefined) return 'No data'
  return compareTexts(value, finest) < 0 ? `Data starts at ${describeResolution(finest).long}` : 'Not offered'
}

/** The wanted resolution if the symbol has it, else the most useful one; `null` when it has none. */
export function pickResolution(wanted: string, supported: readonly string[]): string | null {
  if (supported.includes(wanted)) return wanted
  return PREFERRED.find((value) => supported.includes(value)) ?? supported[0] ?? null
}

/** Whether bars of the resolution carry a date instead of a time. */
export function isDated(value: string): boolean {
  const resolution = parseResolution(value)
  return resolution !== null && !isIntraday(resolution)
}

function compareTexts(left: string, right: string): number {
  const [one, other] = [parseResolution(left), parseResolution(right)]
  return one === null || other === null ? 0 : compareResolutions(one, other)
}
