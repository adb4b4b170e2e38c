import { describe, expect, it } from 'vitest'
import { intlTimeZone } from './intl-time-zone.ts'
import { offsetAt, utcFromLocal, type TimeZone } from './time-zone.ts'

/** The names that charts offer (TradingView's `CustomTimezones`), and zones with odd clocks. */
const zoneNames = `
Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Tunis
America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago
America/El_Salvador America/Halifax America/Juneau America/Lima America/Los_Angeles America/Mexico_City
America/New_York America/Phoenix America/Santiago America/Sao_Paulo America/Toronto America/Vancouver
Asia/Almaty Asia/Ashkhabad Asia/Bahrain Asia/Bangkok Asia/Chongqing Asia/Colombo Asia/Dhaka Asia/Dubai
Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Kabul Asia/Karachi Asia/Kathmandu
Asia/Kolkata Asia/Kuala_Lumpur Asia/Kuwait Asia/Manila Asia/Muscat Asia/Nicosia Asia/Qatar Asia/Riyadh
Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tehran Asia/Tokyo Asia/Yangon Atlantic/Azores
Atlantic/Reykjavik Australia/Adelaide Australia/Brisbane Australia/Lord_Howe Australia/Perth
Australia/Sydney Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava
Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki
Europe/Istanbul Europe/Lisbon Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Moscow
Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Stockholm Europe/Tallinn Europe/Vienna
Europe/Vilnius Europe/Warsaw Europe/Zurich Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Fakaofo
Pacific/Honolulu Pacific/Norfolk US/Mountain
`
  .trim()
  .split(/\s+/)

const FROM_MS = Date.parse('1900-01-01T00:00:00Z')
const TO_MS = Date.parse('2100-01-01T00:00:00Z')

function zoneOf(name: string): TimeZone {
  const zone = intlTimeZone(name)
  if (zone === null) throw new Error(`${name} is a time zone`)
  return zone
}

/**
 * The changes of offset that the platform's own table holds, as [Unix seconds, seconds east from then on].
 */
function platformTransitions(name: string): [number, number][] {
  const transitions: [number, number][] = []
  let at = Temporal.Instant.fromEpochMilliseconds(FROM_MS).toZonedDateTimeISO(name)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds >= TO_MS) return transitions
    transitions.push([next.epochMilliseconds / 1_000, next.offsetNanoseconds / 1e9])
    at = next
  }
}

describe('intlTimeZone', () => {
  it('finds every change of the clock from 1900 to 2100 in every zone that charts offer', () => {
    for (const name of zoneNames) {
      const zone = zoneOf(name)
      const found = Array.from(zone.transitions, (time, index) => [time, zone.offsets[index + 1]])
      expect(found, name).toEqual(platformTransitions(name))
    }
    expect(zoneNames.length).toBeGreaterThan(90)
  })

  it('turns wall times into instants as the platform does, skipped ones into the change', () => {
    for (const name of ['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      const zone = zoneOf(name)
      for (let epochDay = 14_000; epochDay < 16_000; epochDay += 1) {
        for (const secondsOfDay of [0, 3_600, 5_400, 7_200, 9_000, 34_200]) {
          const local = Temporal.PlainDate.from('1970-01-01')
            .add({ days: epochDay })
            .toPlainDateTime(Temporal.PlainTime.from('00:00').add({ seconds: secondsOfDay }))
          const platform = local.toZonedDateTime(name, { disambiguation: 'earlier' })
          const isSkipped = !platform.toPlainDateTime().equals(local)
          const expected = isSkipped ? platform.getTimeZoneTransition('next') : platform
          const instant = (expected?.epochMilliseconds ?? 0) / 1_000
          expect(utcFromLocal(zone, { epochDay, secondsOfDay }), `${name} ${String(local)}`).toBe(instant)
        }
      }
    }
  })

  it('knows UTC, EST without daylight saving and fixed offsets without a table', () => {
    const offsets = ['UTC', 'Etc/UTC', 'EST', '+05:30', '-05:00', '+00:00', '-03:45'].map((name) => {
      const zone = zoneOf(name)
      expect(zone.transitions).toHaveLength(0)
      expect(zone.name).toBe(name)
      return offsetAt(zone, 1_500_000_000)
    })
    expect(offsets).toEqual([0, 0, -18_000, 19_800, -18_000, 0, -13_500])
  })

  it('takes a name in any case, and gives it back as it was asked for', () => {
    const zone = zoneOf('america/new_york')
    expect(zone.name).toBe('america/new_york')
    expect(zone.transitions).toBe(zoneOf('America/New_York').transitions)
  })

  it('builds a table once', () => {
    expect(zoneOf('Asia/Tokyo').transitions).toBe(zoneOf('Asia/Tokyo').transitions)
  })

  it('does not know what is no time zone', () => {
    const names = [
      '',
      'Mars/Olympus',
      'New York',
      '+5:30',
      '+24:00',
      '05:30',
      '+0530',
      '../etc',
      'A'.repeat(65),
    ]
    for (const name of names) expect(intlTimeZone(name), name).toBeNull()
  })
})
