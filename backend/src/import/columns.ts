import { UserError } from '../platform/user-error.ts'

/** Where the values of a bar stand in a row, from 0; null for a column that the file lacks. */
export interface Columns {
  readonly time: number
  /** A time of day in a column of its own, beside the date in `time`. */
  readonly timeOfDay: number | null
  readonly close: number
  /** Open, high and low come together or not at all: a file may hold closes only. */
  readonly range: { readonly open: number; readonly high: number; readonly low: number } | null
  readonly volume: number | null
}

type Role = 'date' | 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'

/** Header names without case, blanks and punctuation. */
const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['date', 'date'],
  ['day', 'date'],
  ...[
    'time',
    'timestamp',
    'datetime',
    'dateandtime',
    'opentime',
    'starttime',
    'unix',
    'unixtime',
    'unixtimestamp',
  ].map((name): [string, Role] => [name, 'time']),
  ...['epoch', 'gmttime', 'localtime', 'utctime', 'ts', 't'].map((name): [string, Role] => [name, 'time']),
  ...['open', 'openprice', 'o'].map((name): [string, Role] => [name, 'open']),
  ...['high', 'highprice', 'max', 'h'].map((name): [string, Role] => [name, 'high']),
  ...['low', 'lowprice', 'min', 'l'].map((name): [string, Role] => [name, 'low']),
  ...['close', 'closeprice', 'closelast', 'last', 'price', 'c'].map((name): [string, Role] => [
    name,
    'close',
  ]),
  ...['volume', 'vol', 'tickvol', 'tickvolume', 'v'].map((name): [string, Role] => [name, 'volume']),
])

const NAMES = 'time, open, high, low, close, volume'
/** A name in `--columns` for a column that is not wanted. */
const SKIPPED = '-'

/**
 * Columns by the names in the header; `AAPL.Open` and `<OPEN>` are names too, unknown ones are passed over.
 */
export function columnsFromHeader(header: readonly string[], sample: readonly string[]): Columns {
  const roles = header.map((name) => ROLES.get(plainName(name)) ?? null)
  return columnsOf(roles, sample, `the header has no column for`)
}

/** Columns by what the user calls them, in the order of the file; columns behind the last are passed over. */
export function columnsFromNames(names: readonly string[], fieldCount: number): Columns {
  if (names.length > fieldCount) {
    throw new UserError(`--columns names ${names.length} columns, the file has ${fieldCount}`)
  }
  const roles = names.map((name) => {
    const role = ROLES.get(plainName(name)) ?? null
    if (role === null && name.trim() !== SKIPPED) {
      throw new UserError(`--columns: "${name}" is none of ${NAMES}, date, or - for a column to leave out`)
    }
    return role
  })
  return columnsOf(roles, [], '--columns does not name')
}

/** Columns of a file without header: time, open, high, low, close, volume; or date and time of day apart. */
export function columnsFromPosition(sample: readonly string[]): Columns {
  const first = isTimeOfDay(sample[1] ?? '') ? 2 : 1
  const timeOfDay = first === 2 ? 1 : null
  const count = sample.length - first
  if (count === 1) return { time: 0, timeOfDay, close: first, range: null, volume: null }
  if (count < 4)
    throw new UserError(`a file without header has the columns ${NAMES}; this one has ${sample.length}`)
  const range = { open: first, high: first + 1, low: first + 2 }
  return { time: 0, timeOfDay, close: first + 3, range, volume: count > 4 ? first + 4 : null }
}

function columnsOf(roles: readonly (Role | null)[], sample: readonly string[], complaint: string): Columns {
  const position = (role: Role): number | null => {
    const index = roles.indexOf(role)
    if (index >= 0 && roles.includes(role, index + 1))
      throw new UserError(`two columns are named ${role}; use --columns`)
    return index < 0 ? null : index
  }
  const date = position('date')
  const time = position('time')
  const close = position('close')
  const isApart = date !== null && time !== null && (sample.length === 0 || isTimeOfDay(sample[time] ?? ''))
  const stamp = isApart ? date : (time ?? date)
  if (stamp === null) throw new UserError(`${complaint} the time; use --columns`)
  if (close === null) throw new UserError(`${complaint} the close; use --columns`)
  const [open, high, low] = [position('open'), position('high'), position('low')]
  const isRange = open !== null && high !== null && low !== null
  if (!isRange && (open !== null || high !== null || low !== null)) {
    throw new UserError(`${complaint} all of open, high and low; use --columns`)
  }
  return {
    time: stamp,
    timeOfDay: isApart ? time : null,
    close,
    range: isRange ? { open, high, low } : null,
    volume: position('volume'),
  }
}

function plainName(name: string): string {
  const withoutPrefix = name.slice(name.lastIndexOf('.') + 1)
  return withoutPrefix.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function isTimeOfDay(text: string): boolean {
  return /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) || /^([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/.test(text)
}
