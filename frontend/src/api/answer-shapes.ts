/**
 * The shapes of the API's answers, as far as the app reads them. An answer of another shape came from
 * somebody else, such as the sign-in page of a network; members that are not known here are a newer server's.
 */
import { ApiUnreachable } from '@trading-pro/client'
import type {
  Bar,
  BarsAnswer,
  DatafeedHealth,
  Health,
  QuoteRow,
  SearchRow,
  SymbolDetails,
  VersionList,
} from '@trading-pro/contracts'
import { intlTimeZone } from '@trading-pro/market'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => Number.isFinite(value)
const isInteger = (least: number, greatest = Number.MAX_SAFE_INTEGER): Check => {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= greatest
}
const isOneOf = (...texts: readonly string[]): Check => {
  return (value) => typeof value === 'string' && texts.includes(value)
}
const isOptional = (check: Check): Check => {
  return (value) => value === undefined || check(value)
}
const isListOf = (check: Check): Check => {
  return (value) => Array.isArray(value) && value.every((item: unknown) => check(item))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasMembers(checks: Readonly<Record<string, Check>>): Check {
  const members = Object.entries(checks)
  return (value) => isRecord(value) && members.every(([name, check]) => check(value[name]))
}

/** The last instant that a `Date` can be, and the first one before 1970; milliseconds. */
const DATE_MS_MAX = 8.64e15
const isDateMs = isInteger(-DATE_MS_MAX, DATE_MS_MAX)

/** The digits that a double holds: the API reads volumes with no more decimals. */
const VOLUME_PRECISION_MAX = 15

/** A zone that charts can show; older browsers know no fixed offsets such as `-05:00`, which charts do. */
const isZone: Check = (value) => {
  if (typeof value !== 'string') return false
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return intlTimeZone(value) !== null
  }
}

function isBar(value: unknown): value is Bar {
  if (!hasBarMembers(value)) return false
  const { open, high, low, close } = value
  return low <= open && low <= close && open <= high && close <= high
}

function hasBarMembers(value: unknown): value is Bar {
  if (!isRecord(value)) return false
  const { time, open, high, low, close, volume } = value
  return isDateMs(time) && [open, high, low, close, volume].every(isNumber)
}

/** In one pass: a bar that is not later than the one before it would break a chart. */
const areBars: Check = (value) => {
  let before = -Infinity
  const isNext: Check = (bar) => {
    if (!isBar(bar) || bar.time <= before) return false
    before = bar.time
    return true
  }
  return isListOf(isNext)(value)
}

const isBarsAnswer = hasMembers({ bars: areBars, no_data: isFlag })

const isSymbolDetails = hasMembers({
  name: isText,
  ticker: isText,
  description: isText,
  timezone: isZone,
  pricescale: isInteger(1),
  minmov: isInteger(1),
  /** None where there is no data, which the chart says. */
  supported_resolutions: isListOf(isText),
  visible_plots_set: isText,
  data_status: isText,
  volume_precision: isInteger(0, VOLUME_PRECISION_MAX),
  library_custom_fields: hasMembers({ origin: isText }),
})

const isQuoteRow = hasMembers({
  s: isOneOf('ok', 'error'),
  n: isText,
  errmsg: isOptional(isText),
  v: hasMembers({
    lp: isOptional(isNumber),
    ch: isOptional(isNumber),
    chp: isOptional(isNumber),
    short_name: isOptional(isText),
    description: isOptional(isText),
  }),
})

const isSearchRow = hasMembers({
  symbol: isText,
  full_name: isText,
  ticker: isText,
  description: isText,
  exchange: isText,
  type: isText,
})

const areChecks: Check = (value) =>
  isRecord(value) &&
  Object.values(value).every(hasMembers({ status: isOneOf('ok', 'failed'), detail: isText }))

const isHealth = hasMembers({
  status: isOneOf('ok', 'degraded'),
  message: isText,
  api_version: isText,
  version_info: hasMembers({ status: isText }),
  checks: areChecks,
})

const isNullable = (check: Check): Check => {
  return (value) => value === null || check(value)
}

const isVersionList = hasMembers({
  current_version: isText,
  documentation_url: isText,
  available_versions: isListOf(
    hasMembers({
      version: isText,
      status: isText,
      release_date: isNullable(isText),
      deprecation_notice: isNullable(isText),
      breaking_changes: isListOf(isText),
    }),
  ),
})

const isDatafeedHealth = hasMembers({
  status: isOneOf('ok', 'degraded'),
  message: isText,
  symbols_loaded: isInteger(0),
  bars_count: isInteger(0),
})

/** Hands an answer on, or throws that it is a bad one. */
function demand<Answer>(check: Check, what: string): (answer: Answer) => Answer {
  return (answer) => {
    if (check(answer)) return answer
    throw new ApiUnreachable('bad_answer', `The answer is not ${what}`, { status: 200 })
  }
}

export const demandBars = demand<BarsAnswer>(isBarsAnswer, 'a list of bars in the order of time')
export const demandSymbol = demand<SymbolDetails>(isSymbolDetails, 'the description of a symbol')
export const demandQuotes = demand<readonly QuoteRow[]>(isListOf(isQuoteRow), 'a list of quotes')
export const demandFound = demand<readonly SearchRow[]>(isListOf(isSearchRow), 'a list of symbols')
export const demandHealth = demand<Health>(isHealth, 'the state of the server')
export const demandVersions = demand<VersionList>(isVersionList, 'a list of versions')
export const demandDatafeedHealth = demand<DatafeedHealth>(isDatafeedHealth, 'the state of the data')
