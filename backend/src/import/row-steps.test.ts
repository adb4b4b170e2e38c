import { describe, expect, it } from 'vitest'
import { at, ImportBench, minutes } from './import.fixture.ts'

/** A file of closes with these times. */
function closes(times: readonly (number | string)[]): string {
  return `time,close\n${times.map((time) => `${time},5`).join('\n')}\n`
}

function every(seconds: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => at('2017-01-03T14:30:00Z') + index * seconds)
}

/** The same times of the clock on each of the first working days of a year. */
function daily(times: readonly string[], days = 5): string[] {
  const dates = Array.from({ length: days }, (_, index) => `2017-01-0${index + 2}`)
  return dates.flatMap((date) => times.map((time) => `${date} ${time}`))
}

describe('rows that are closer together than the resolution', () => {
  it.each([
    ['minutes as hours', '60', minutes('2017-01-03T15:00:00Z', 300), '2 and 3'],
    ['seconds as half days', '720', closes(every(1, 5_000)), '2 and 3'],
    ['half hours as hours', '60', closes(every(1_800, 40)), '2 and 3'],
    ['seconds as half minutes', '30S', closes(every(1, 90)), '2 and 3'],
    ['newest first', '5', closes(every(60, 90).reverse()), '2 and 3'],
    ['three rows', '60', closes(every(60, 3)), '2 and 3'],
    [
      'minutes behind a few hours',
      '60',
      closes([...every(3_600, 5), ...every(60, 20).map((time) => time + 86_400)]),
      '7 and 8',
    ],
  ])('refuse the file: %s', async (_, ...[resolution, text, lines]) => {
    await using bench = await ImportBench.open()
    await expect(bench.importText(text, { symbol: 'TEST:X', resolution })).rejects.toThrow(
      `bars.csv: most rows are closer together than --resolution ${resolution} ` +
        `(for example lines ${lines}): give the resolution that the file has`,
    )
    expect(await bench.store.series()).toEqual([])
  })

  const HOURS = ['09:30', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00']
  it.each([
    ['the hours of a session that opens at half past', '60', closes(daily(HOURS))],
    ['the same newest first', '60', closes(daily(HOURS).reverse())],
    ['the first two hours of such a session', '60', closes(['2017-01-03 09:30', '2017-01-03 10:00'])],
    ['two bars a session, of which the first is cut', '240', closes(daily(['09:30', '12:00']))],
    [
      'hours over the end of summer time',
      '60',
      closes(['2017-11-05 00:00', ...HOURS.map((t) => `2017-11-05 ${t}`)]),
    ],
    ['minutes with pauses', '1', closes([...every(60, 9), ...every(3_600, 9).map((time) => time + 86_400)])],
    [
      'rows in no order',
      '60',
      closes(every(3_600, 60).map((time, index, all) => all[(index * 7) % 60] ?? time)),
    ],
    ['rows that say a time again', '60', closes(every(3_600, 9).flatMap((time) => [time, time, time]))],
    ['one row', '60', closes(every(60, 1))],
    [
      'weeks that begin on other days',
      '1W',
      closes(['2017-01-03', '2017-01-09', '2017-01-17', '2017-01-23']),
    ],
  ])('are taken where they are few: %s', async (_, resolution, text) => {
    await using bench = await ImportBench.open()
    const wishes = { symbol: 'TEST:X', resolution, timezone: 'America/New_York' }
    const { counts, badRows } = await bench.importText(text, wishes)
    expect(counts.inserted).toBeGreaterThan(0)
    expect(badRows.count).toBe(0)
  })
})
