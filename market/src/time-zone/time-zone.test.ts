import { describe, expect, it } from 'vitest'
import { intlTimeZone } from './intl-time-zone.ts'
import { offsetAt, utcFromLocal, type TimeZone } from './time-zone.ts'

const HOUR = 3_600

/** A clock that goes from +1 h to +2 h at day 100, 01:00 UTC, and back at day 200, 01:00 UTC. */
const summerTime: TimeZone = {
  name: 'Test/Summer',
  transitions: Float64Array.of(100 * 86_400 + HOUR, 200 * 86_400 + HOUR),
  offsets: Int32Array.of(HOUR, 2 * HOUR, HOUR),
}

describe('offsetAt', () => {
  it('changes at the very second of a transition', () => {
    const spring = 100 * 86_400 + HOUR
    expect(offsetAt(summerTime, -1e12)).toBe(HOUR)
    expect(offsetAt(summerTime, spring - 1)).toBe(HOUR)
    expect(offsetAt(summerTime, spring)).toBe(2 * HOUR)
    expect(offsetAt(summerTime, 200 * 86_400 + HOUR)).toBe(HOUR)
    expect(offsetAt(summerTime, 1e12)).toBe(HOUR)
  })
})

describe('utcFromLocal', () => {
  it('turns an ordinary wall time into its only instant', () => {
    expect(utcFromLocal(summerTime, { epochDay: 50, secondsOfDay: 9 * HOUR })).toBe(50 * 86_400 + 8 * HOUR)
    expect(utcFromLocal(summerTime, { epochDay: 150, secondsOfDay: 9 * HOUR })).toBe(150 * 86_400 + 7 * HOUR)
    expect(utcFromLocal(summerTime, { epochDay: 250, secondsOfDay: 9 * HOUR })).toBe(250 * 86_400 + 8 * HOUR)
  })

  it('moves a time that the clock skips to the moment of the change', () => {
    const change = 100 * 86_400 + HOUR
    for (const minutes of [0, 1, 30, 59, 60]) {
      const skipped = { epochDay: 100, secondsOfDay: 2 * HOUR + minutes * 60 }
      expect(utcFromLocal(summerTime, skipped)).toBe(change)
    }
    expect(utcFromLocal(summerTime, { epochDay: 100, secondsOfDay: 3 * HOUR + 60 })).toBe(change + 60)
  })

  it('takes the first of two instants that show the same wall time', () => {
    const twice = { epochDay: 200, secondsOfDay: 2 * HOUR + 1_800 }
    expect(utcFromLocal(summerTime, twice)).toBe(200 * 86_400 + 1_800)
  })

  it('counts seconds before midnight and after the next into the neighbouring dates', () => {
    expect(utcFromLocal(summerTime, { epochDay: 50, secondsOfDay: -HOUR })).toBe(50 * 86_400 - 2 * HOUR)
    expect(utcFromLocal(summerTime, { epochDay: 50, secondsOfDay: 30 * HOUR })).toBe(51 * 86_400 + 5 * HOUR)
  })

  it('never goes back while the wall time goes on, whatever the clock does', () => {
    const apia = intlTimeZone('Pacific/Apia')
    const zones = [summerTime, ...(apia === null ? [] : [apia])]
    expect(zones).toHaveLength(2)
    for (const zone of zones) {
      for (const transition of zone.transitions) {
        const around = Math.floor(transition / 86_400)
        let last = -Infinity
        for (let minute = -2 * 1_440; minute < 2 * 1_440; minute += 30) {
          const utcSeconds = utcFromLocal(zone, { epochDay: around, secondsOfDay: minute * 60 })
          expect(utcSeconds).toBeGreaterThanOrEqual(last)
          last = utcSeconds
        }
      }
    }
  })
})
