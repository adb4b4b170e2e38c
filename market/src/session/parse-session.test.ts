import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCompactDate } from '../dates/dates.ts'
import { parseIntervals } from './parse-intervals.ts'
import { parseSession } from './parse-session.ts'
import type { Session } from './session.ts'

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function sessionOf(text: string): Session {
  const parsed = parseSession(text)
  if (parsed.kind === 'refused') throw new Error(parsed.reason)
  return parsed.session
}

/** The hours in force at last, one line a trading weekday: `Mon -420..1020`, in minutes from its midnight. */
function weekOf(text: string): string[] {
  const week = sessionOf(text).at(-1)?.hours.week ?? []
  return week.flatMap((intervals, weekday) => {
    const spans = intervals.map(({ startMinute, endMinute }) => `${startMinute}..${endMinute}`)
    return spans.length === 0 ? [] : [`${weekdayNames[weekday] ?? '?'} ${spans.join(' ')}`]
  })
}

function onWorkdays(spans: string): string[] {
  return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].map((weekday) => `${weekday} ${spans}`)
}

function reasonOf(text: string): string {
  const parsed = parseSession(text)
  return parsed.kind === 'refused' ? parsed.reason : `read as ${weekOf(text).join(', ')}`
}

describe('parseSession, hours of a day', () => {
  it('opens 24x7 around the clock every day', () => {
    expect(weekOf('24x7')).toEqual(weekdayNames.map((name) => `${name} 0..1440`))
  })

  it('reads hours within a day, Monday to Friday', () => {
    expect(weekOf('0930-1600')).toEqual(onWorkdays('570..960'))
    expect(weekOf('0000-0000')).toEqual(onWorkdays('0..1440'))
    expect(weekOf('0000-2400')).toEqual(onWorkdays('0..1440'))
  })

  it('begins the date before when the hours end no later than they start', () => {
    expect(weekOf('1600-0930')).toEqual(onWorkdays('-480..570'))
    expect(weekOf('1700-1700')).toEqual(onWorkdays('-420..1020'))
    expect(weekOf('1700-0000')).toEqual(onWorkdays('-420..0'))
  })

  it('puts a time with F on the date before, with Fn n dates before', () => {
    expect(weekOf('1700F-2200')).toEqual(onWorkdays('-420..1320'))
    expect(weekOf('1900F-2350F')).toEqual(onWorkdays('-300..-10'))
    expect(weekOf('1900F3-1900:2')).toEqual(['Mon -3180..1140'])
    expect(weekOf('1900F3-2350F3:6')).toEqual(['Fri -3180..-2890'])
    expect(weekOf('0000F-0000:2')).toEqual(['Mon -1440..0'])
  })

  it('keeps hours above 24 with the trading day that they began on', () => {
    expect(weekOf('0930-2730:23')).toEqual(['Mon 570..1650', 'Tue 570..1650'])
  })

  it('reads several intervals, in any order', () => {
    expect(weekOf('0900-1130,1230-1500')).toEqual(onWorkdays('540..690 750..900'))
    expect(weekOf('1230-1500,0900-1130')).toEqual(onWorkdays('540..690 750..900'))
  })
})

describe('parseSession, weekdays', () => {
  it('puts hours on the weekdays after the colon, 1 being Sunday', () => {
    expect(weekOf('0930-1630:34567')).toEqual(
      ['Tue', 'Wed', 'Thu', 'Fri', 'Sat'].map((weekday) => `${weekday} 570..990`),
    )
    expect(weekOf('24x7:17')).toEqual(['Sun 0..1440', 'Sat 0..1440'])
  })

  it('gives hours without weekdays to the Mondays to Fridays that no other part names', () => {
    const expected = ['Mon 540..840', ...onWorkdays('540..990').slice(1)]
    expect(weekOf('0900-1400:2|0900-1630')).toEqual(expected)
    expect(weekOf('0900-1630|0900-1400:2')).toEqual(expected)
  })

  it('reads a Monday whose first hours are those of the Friday night before', () => {
    const text = '1715F-0300,0915-1200,1300-1630:3456|1715F3-0300F2,0915-1200,1300-1630:2'
    expect(weekOf(text)).toEqual([
      'Mon -3285..-2700 555..720 780..990',
      ...['Tue', 'Wed', 'Thu', 'Fri'].map((weekday) => `${weekday} -405..180 555..720 780..990`),
    ])
  })

  it('lets trading days touch', () => {
    expect(weekOf('2200-2200:3456|1700F-2200:2')).toEqual([
      'Mon -420..1320',
      ...['Tue', 'Wed', 'Thu', 'Fri'].map((weekday) => `${weekday} -120..1320`),
    ])
  })

  it('reads the first day of the week on either side, Monday without', () => {
    const firstDays = ['1;0900-1630|0900-1400:2', '0900-1630|0900-1400:2;6', '0900-1630', '7;24x7'].map(
      (text) => sessionOf(text).at(-1)?.hours.firstDayOfWeek,
    )
    expect(firstDays).toEqual([0, 5, 1, 6])
  })
})

describe('parseSession, history', () => {
  function changesOf(text: string): string[] {
    return sessionOf(text)
      .slice(1)
      .map(({ fromEpochDay }) => formatCompactDate(fromEpochDay))
  }

  it('has hours from the beginning on', () => {
    expect(sessionOf('0930-1600').map(({ fromEpochDay }) => fromEpochDay)).toEqual([-Infinity])
  })

  it('changes hours on the date when that is the first day of the new trading week', () => {
    expect(changesOf('0930-1700:3456#20240108/1000-1800')).toEqual(['20240108'])
  })

  it('keeps the old hours to the end of the week when the date falls within it', () => {
    expect(changesOf('0930-1700:3456#20240110/1000-1800')).toEqual(['20240115'])
    expect(changesOf('0930-1700#20240109/1000-1800:456')).toEqual(['20240110'])
    expect(changesOf('0930-1700#20240109/1;24x7')).toEqual(['20240114'])
  })

  it('takes any number of changes', () => {
    const text = '0900-1500#20000103/0900-1530#20100104/0900-1600'
    expect(changesOf(text)).toEqual(['20000103', '20100104'])
    expect(sessionOf(text).map(({ hours }) => hours.week[1]?.[0]?.endMinute)).toEqual([900, 930, 960])
  })
})

describe('parseSession refuses', () => {
  it.each([
    ['', '"" is no interval HHMM-HHMM'],
    ['09:30-16:00', 'more than one colon'],
    ['930-1600', 'no interval'],
    ['0930', 'no interval'],
    ['0960-1600', 'no interval'],
    ['0930-1600F7', 'no interval'],
    ['0930-1600F0', 'no interval'],
    ['0930-1600 ', 'no interval'],
    ['0930-1600,', 'no interval'],
    ['24X7', 'no interval'],
    ['0930-4801', 'has a time after hour 48'],
    ['2200F-2100F', 'ends before it starts'],
    ['1700-1600F', 'ends before it starts'],
    ['0900-1200,1100-1500', 'intervals overlap'],
    ['0930-1600:', 'no weekdays'],
    ['0930-1600:8', 'no weekdays'],
    ['0930-1600:0', 'no weekdays'],
    ['0930-1600:22', 'weekday 2 is given twice'],
    ['0930-1600:2|1000-1600:2', 'weekday 2 is given twice'],
    ['0930-1600|1000-1700', 'hours without weekdays are given twice'],
    ['0;0930-1600', 'semicolon'],
    ['0930-1600;8', 'semicolon'],
    ['1;0930-1600;2', 'given twice'],
    ['0930-1600/1000-1700', 'OLD#YYYYMMDD/NEW'],
    ['0930-1600#20240101', 'OLD#YYYYMMDD/NEW'],
    ['0930-1600#20240101#20240102/1000-1700', 'OLD#YYYYMMDD/NEW'],
    ['0930-1600#20240231/1000-1700', 'no date'],
    ['0930-1600#20240101/1000-1700#20240101/24x7', 'do not ascend'],
    ['x'.repeat(5_000), 'longer than 4096 characters'],
  ])('%s', (text, reason) => {
    expect(reasonOf(text)).toContain(reason)
  })

  it('anything else without throwing', () => {
    const alphabet = fc.constantFrom(...Array.from('0123459F-,:|;#/x7 '))
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 40 }), (text) => {
        expect(['session', 'refused']).toContain(parseSession(text).kind)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('parseIntervals', () => {
  it('reads a whole day and hours of several dates, for corrections', () => {
    expect(parseIntervals('24x7')).toEqual({
      kind: 'intervals',
      intervals: [{ startMinute: 0, endMinute: 1_440 }],
    })
    expect(parseIntervals('1900F4-2350F4,1000-1845')).toEqual({
      kind: 'intervals',
      intervals: [
        { startMinute: -4_620, endMinute: -4_330 },
        { startMinute: 600, endMinute: 1_125 },
      ],
    })
  })
})
