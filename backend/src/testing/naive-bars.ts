import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bar } from '@trading-pro/contracts'
import { SAMPLES } from './test-server.ts'

/** Independent of the code under test: dates by Temporal, prices as the decimals of the file. */

/** The rows of `sp500-2000.csv` as bars, to the cent. */
export function readSpx(): Bar[] {
  return linesOf('sp500-2000.csv').map((line) => {
    const [date = '', open, high, low, close, , volume] = line.split(',')
    return {
      time: Date.parse(`${date}T00:00:00Z`),
      ...{ open: cents(open), high: cents(high), low: cents(low), close: cents(close) },
      volume: Number(volume),
    }
  })
}

/** Month, such as `2000-01`, and close of each row of a symbol in `stocks.csv`. */
export function readMonthlyCloses(symbol: string): { readonly month: string; readonly close: number }[] {
  return linesOf('stocks.csv').flatMap((line) => {
    const [name, date = '', price] = line.split(',')
    if (name !== symbol) return []
    return [{ month: new Date(`${date} UTC`).toISOString().slice(0, 7), close: cents(price) }]
  })
}

function linesOf(file: string): string[] {
  return readFileSync(join(SAMPLES, file), 'utf8').trim().split(/\r?\n/).slice(1)
}

function cents(text: string | undefined): number {
  return Math.round(Number(text) * 100) / 100
}

/** The textbook way: bars of the same group are one, stamped with the first of them. */
export function groupBars(bars: readonly Bar[], groupOf: (time: number) => string | number | null): Bar[] {
  const groups = Map.groupBy(bars, ({ time }) => groupOf(time))
  groups.delete(null)
  return Array.from(groups.values(), (group) => ({
    time: group[0]?.time ?? NaN,
    open: group[0]?.open ?? NaN,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group.at(-1)?.close ?? NaN,
    volume: group.reduce((sum, { volume }) => sum + volume, 0),
  }))
}

/** The date of an instant (ms) in UTC. */
function dateOf(time: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO('UTC').toPlainDate()
}

/**
 * Names the group of dates that a date belongs to, by resolution; groups of days need their order, so are not
 * here.
 */
export const dateGroups: Readonly<Record<string, (time: number) => string | number>> = {
  '1D': (time) => dateOf(time).toString(),
  '1W': (time) => mondayOf(time),
  // Pairs are counted from the week of 1970-01-01.
  '2W': (time) => Math.floor((mondayOf(time) + 3) / 14),
  '1M': (time) => dateOf(time).toString().slice(0, 7),
  '3M': (time) => monthsOf(time, 3),
  '6M': (time) => monthsOf(time, 6),
  '12M': (time) => dateOf(time).year,
}

/** Days from 1970-01-01 to the Monday of the week. */
function mondayOf(time: number): number {
  return Math.floor(time / 86_400_000) - dateOf(time).dayOfWeek + 1
}

function monthsOf(time: number, count: number): string {
  const { year, month } = dateOf(time)
  return `${year} ${Math.ceil(month / count)}`
}

/** Names groups of so many dates, counted anew each year; asked in order of time. */
export function groupsOfDays(count: number): (time: number) => string {
  const places = new Map<number, Map<string, number>>()
  return (time) => {
    const date = dateOf(time)
    const ofYear = places.get(date.year) ?? new Map<string, number>()
    places.set(date.year, ofYear)
    const place = ofYear.get(date.toString()) ?? ofYear.size
    ofYear.set(date.toString(), place)
    return `${date.year} ${Math.floor(place / count)}`
  }
}
