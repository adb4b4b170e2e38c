import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../bars/bars.ts'
import { barOpenTime } from '../bars/buckets.ts'
import { parseCompactDate, SECONDS_PER_DAY } from '../dates/dates.ts'
import { parseResolution, type Resolution } from '../resolution/resolution.ts'
import { simulatedInstruments } from './instruments.ts'
import { PINNED_DAY } from './path.ts'
import { createSimulation } from './simulation.ts'

const SEED = '0123456789abcdef0123456789abcdef'
const shared = createSimulation({ seed: SEED })
const symbols = simulatedInstruments.map(({ symbol }) => symbol)
const roundTheClock = symbols.filter((symbol) => symbol.startsWith('SIM:'))
const withSessions = symbols.filter((symbol) => symbol.startsWith('SIMX:'))

type Row = readonly number[]

function rowsOf({ time, open, high, low, close, volume }: Bars): Row[] {
  return Array.from(time, (at, index) => [
    at,
    ...[open, high, low, close, volume].map((of) => of[index] ?? Number.NaN),
  ])
}

function day(date: string): number {
  const epochDay = parseCompactDate(date)
  if (epochDay === null) throw new Error(`${date} is a date`)
  return epochDay
}

function resolution(text: string): Resolution {
  const parsed = parseResolution(text)
  if (parsed === null) throw new Error(`${text} is a resolution`)
  return parsed
}

/** A number that depends on every digit of the rows and on their order. */
function checksum(rows: readonly Row[]): number {
  let sum = 0
  for (const value of rows.flat()) sum = (Math.imul(sum, 31) + (value % 4_294_967_291)) >>> 0
  return sum
}

/** The textbook way from the minutes of some days to coarser bars. */
function naiveRows(symbol: string, text: string, days: { from: number; to: number }): Row[] {
  const calendar = shared.calendarOf(symbol)
  const minutes = Array.from({ length: days.to - days.from }, (_, index) =>
    rowsOf(shared.minutesOf(symbol, days.from + index)),
  ).flat()
  const groups = Map.groupBy(minutes, ([time = 0]) => barOpenTime(time, resolution(text), calendar))
  expect(groups.has(null)).toBe(false)
  return Array.from(groups, ([time, group]) => [
    time ?? Number.NaN,
    group[0]?.[1] ?? Number.NaN,
    group.reduce((high, row) => Math.max(high, row[2] ?? Number.NaN), -Infinity),
    group.reduce((low, row) => Math.min(low, row[3] ?? Number.NaN), Infinity),
    group.at(-1)?.[4] ?? Number.NaN,
    group.reduce((volume, row) => volume + (row[5] ?? Number.NaN), 0),
  ])
}

describe('simulated history', () => {
  it('has at least twenty instruments that trade round the clock, and twins with sessions', () => {
    expect(roundTheClock.length).toBeGreaterThanOrEqual(20)
    expect(withSessions).toEqual(['SIMX:AAPL', 'SIMX:MSFT', 'SIMX:SPX500', 'SIMX:EURUSD'])
    expect(new Set(symbols).size).toBe(symbols.length)
  })

  it('is at the anchor on the pinned day', () => {
    for (const { symbol, anchorTicks } of simulatedInstruments.filter(({ exchange }) => exchange === 'SIM'))
      expect(shared.minutesOf(symbol, PINNED_DAY).open[0]).toBe(anchorTicks)
  })

  it('is made of whole ticks and lots, its extremes around its open and close, without gaps', () => {
    const isSound = ([, open = 0, high = 0, low = 0, close = 0, volume = 0]: Row) =>
      [open, high, low, close, volume].every(Number.isSafeInteger) &&
      high >= Math.max(open, close) &&
      low <= Math.min(open, close) &&
      low >= 1 &&
      volume >= 4
    for (const symbol of roundTheClock) {
      const rows = [20_000, 20_001].flatMap((epochDay) => rowsOf(shared.minutesOf(symbol, epochDay)))
      expect(rows.map(([time]) => time)).toEqual(
        Array.from({ length: 2 * 1_440 }, (_, index) => 20_000 * SECONDS_PER_DAY + index * 60),
      )
      expect(rows.filter((row) => !isSound(row))).toEqual([])
      expect(rows.slice(1).map(([, open]) => open)).toEqual(rows.slice(0, -1).map((row) => row[4]))
    }
  })

  it('stays between a fifth and five times the anchor over thirty years', () => {
    for (const { symbol, anchorTicks } of simulatedInstruments) {
      let high = anchorTicks
      let low = anchorTicks
      for (let epochDay = day('20100101'); epochDay < day('20400101'); epochDay += 30) {
        const minutes = shared.minutesOf(symbol, epochDay)
        high = minutes.high.reduce((most, price) => Math.max(most, price), high)
        low = minutes.low.reduce((least, price) => Math.min(least, price), low)
      }
      expect(high / anchorTicks).toBeLessThan(5)
      expect(low / anchorTicks).toBeGreaterThan(1 / 5)
      expect(high / low).toBeGreaterThan(1.1)
    }
  })

  it('costs as much for a date in 2000 as for one in 2040', () => {
    const cost = (from: string) => {
      const simulation = createSimulation({ seed: SEED })
      const begun = process.cpuUsage()
      for (let index = 0; index < 400; index += 1) simulation.minutesOf('SIM:AAPL', day(from) + index)
      return process.cpuUsage(begun).user
    }
    cost('20200101')
    const runs = Array.from({ length: 3 }, () => ({ old: cost('20000101'), late: cost('20400101') }))
    const ratio = Math.min(...runs.map(({ old }) => old)) / Math.min(...runs.map(({ late }) => late))
    expect(ratio).toBeGreaterThan(1 / 2)
    expect(ratio).toBeLessThan(2)
  })

  it('is refused for an unknown symbol and for seconds', () => {
    expect(() => shared.minutesOf('NASDAQ:AAPL', 20_000)).toThrow('only instruments of the simulation')
    const range = { from: 0, to: 86_400 }
    expect(() => shared.bars('SIM:AAPL', resolution('1S'), range)).toThrow('whole bars of the finer one')
  })

  it('is refused for an instrument that its factor alone would move more than it may move', () => {
    const instruments = simulatedInstruments.slice(0, 1).map((one) => ({ ...one, annualVolatility: 0.1 }))
    expect(() => createSimulation({ seed: SEED, instruments })).toThrow('within its own volatility')
  })
})

describe('a seed decides everything', () => {
  it('has a fingerprint of its seed', () => {
    const fingerprints = ['0123456789abcdef', '0123456789abcdee'].map(
      (seed) => createSimulation({ seed }).fingerprint,
    )
    expect(fingerprints).toEqual([fingerprints[0], expect.not.stringMatching(String(fingerprints[0]))])
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{16}$/)
  })

  it('gives these very numbers, on every machine and for good', () => {
    const minute = (symbol: string, index: number) => rowsOf(shared.minutesOf(symbol, 20_000))[index]
    expect({
      apple: minute('SIM:AAPL', 900),
      bitcoin: minute('SIM:BTCUSD', 0),
      yen: minute('SIM:USDJPY', 1_439),
      session: minute('SIMX:AAPL', 0),
      week: checksum(symbols.flatMap((symbol) => rowsOf(shared.minutesOf(symbol, 20_007)))),
      old: checksum(rowsOf(shared.minutesOf('SIM:ETHUSD', day('20000229')))),
      late: checksum(rowsOf(shared.minutesOf('SIM:EURUSD', day('20400229')))),
      prints: checksum(
        shared
          .printsOf('SIM:NVDA', 20_000 * SECONDS_PER_DAY + 54_000)
          .map(({ time, price, quantity, aggressor }) => [
            time,
            price,
            quantity,
            aggressor === 'buy' ? 1 : 0,
          ]),
      ),
    }).toMatchInlineSnapshot(`
      {
        "apple": [
          1728054000,
          22319,
          22345,
          22313,
          22343,
          45743,
        ],
        "bitcoin": [
          1728000000,
          14271854,
          14274090,
          14269085,
          14269600,
          1015455,
        ],
        "late": 1771686282,
        "old": 1084684735,
        "prints": 2672293909,
        "session": [
          1728048600,
          39175,
          39226,
          39167,
          39192,
          298795,
        ],
        "week": 2910208045,
        "yen": [
          1728086340,
          145786,
          145788,
          145773,
          145779,
          342033,
        ],
      }
    `)
  })

  it('and another seed another history', () => {
    const other = createSimulation({ seed: `${SEED.slice(0, -1)}e` })
    for (const symbol of roundTheClock)
      expect(checksum(rowsOf(other.minutesOf(symbol, 20_000)))).not.toBe(
        checksum(rowsOf(shared.minutesOf(symbol, 20_000))),
      )
  })

  it('in whatever order it is asked for, and with whichever instruments beside', () => {
    const query = fc.record({
      symbol: fc.constantFrom(...symbols),
      epochDay: fc.integer({ min: 19_990, max: 20_010 }),
      text: fc.constantFrom('1', '7', '60', '1440', '1D', '1W'),
    })
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 6 }), (queries) => {
        const busy = createSimulation({ seed: SEED })
        for (const { symbol, epochDay, text } of queries) {
          const instruments = simulatedInstruments.filter((instrument) => instrument.symbol === symbol)
          const fresh = createSimulation({ seed: SEED, instruments })
          const range = { from: epochDay * SECONDS_PER_DAY, to: (epochDay + 2) * SECONDS_PER_DAY }
          expect(rowsOf(busy.bars(symbol, resolution(text), range))).toEqual(
            rowsOf(fresh.bars(symbol, resolution(text), range)),
          )
          const minute = range.from + 54_000
          expect(busy.printsOf(symbol, minute)).toEqual(fresh.printsOf(symbol, minute))
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('coarser bars', () => {
  const from = day('20240701')
  const to = day('20240901')

  it.each(
    ['SIM:BTCUSD', 'SIMX:AAPL', 'SIMX:EURUSD'].flatMap((symbol) =>
      ['1', '7', '60', '240', '1440', '1D', '3D', '1W', '1M'].map((text) => [symbol, text] as const),
    ),
  )('of %s, %s, are their minutes put together', (symbol, text) => {
    const expected = naiveRows(symbol, text, { from: from - 40, to: to + 40 })
    const range = { from: from * SECONDS_PER_DAY, to: to * SECONDS_PER_DAY }
    const inside = expected.filter(([time = 0]) => time >= range.from && time < range.to)
    expect(inside.length).toBeGreaterThan(0)
    expect(rowsOf(shared.bars(symbol, resolution(text), range))).toEqual(inside)
  })

  it('begin and end wherever the range says', () => {
    const minutes = naiveRows('SIMX:EURUSD', '60', { from: from - 3, to: from + 8 })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 * 1_440 }),
        fc.integer({ min: 1, max: 2_000 }),
        (start, length) => {
          const range = { from: from * SECONDS_PER_DAY + start * 60, to: 0 }
          range.to = range.from + length * 60
          expect(rowsOf(shared.bars('SIMX:EURUSD', resolution('60'), range))).toEqual(
            minutes.filter(([time = 0]) => time >= range.from && time < range.to),
          )
        },
      ),
    )
  })

  it('are made of prints', () => {
    for (const symbol of symbols) {
      for (const [index, row] of rowsOf(shared.minutesOf(symbol, 20_004)).entries()) {
        if (index % 97 !== 0) continue
        const [time = 0, open, high, low, close, volume] = row
        const prints = shared.printsOf(symbol, time)
        const prices = prints.map(({ price }) => price)
        expect([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toEqual([
          open,
          high,
          low,
          close,
        ])
        expect(prints.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(volume)
      }
    }
  })
})

describe('instruments with sessions', () => {
  const newYork = (date: string) => rowsOf(shared.minutesOf('SIMX:AAPL', day(date)))

  it.each([
    ['an ordinary day in winter', '20240110', ['14:30', '20:59']],
    ['an ordinary day in summer', '20240710', ['13:30', '19:59']],
    ['a half day', '20240703', ['13:30', '16:59']],
    ['the day after Thanksgiving', '20241129', ['14:30', '17:59']],
  ])('trade on %s', (_, date, firstAndLast) => {
    const clock = (row: Row | undefined) =>
      new Date(((row?.[0] ?? 0) - day(date) * SECONDS_PER_DAY) * 1_000).toISOString().slice(11, 16)
    const rows = newYork(date)
    expect([clock(rows[0]), clock(rows.at(-1))]).toEqual(firstAndLast)
    expect(rows).toHaveLength(((rows.at(-1)?.[0] ?? 0) - (rows[0]?.[0] ?? 0)) / 60 + 1)
  })

  it.each(['20240704', '20241225', '20240113', '20010912'])('do not trade on %s', (date) => {
    expect(newYork(date)).toEqual([])
    expect(shared.printsOf('SIMX:AAPL', day(date) * SECONDS_PER_DAY + 54_000)).toEqual([])
  })

  it('have no prints while the market is closed', () => {
    expect(shared.printsOf('SIMX:AAPL', day('20240110') * SECONDS_PER_DAY)).toEqual([])
  })

  it('open away from the last close: what happened overnight is there at once', () => {
    const bars = rowsOf(
      shared.bars('SIMX:AAPL', resolution('1D'), {
        from: day('20200101') * SECONDS_PER_DAY,
        to: day('20240101') * SECONDS_PER_DAY,
      }),
    )
    const square = (moves: readonly number[]) => moves.reduce((sum, move) => sum + move * move, 0)
    const overnight = bars.slice(1).map(([, open = 0], index) => Math.log(open / (bars[index]?.[4] ?? 0)))
    const byDay = bars.map(([, open = 0, , , close = 0]) => Math.log(close / open))
    const part = square(overnight) / (square(overnight) + square(byDay))
    expect(part).toBeGreaterThan(0.15)
    expect(part).toBeLessThan(0.4)
  })
})

describe('instruments move', () => {
  const range = { from: day('20100101') * SECONDS_PER_DAY, to: day('20200101') * SECONDS_PER_DAY }
  const known = new Map<string, number[]>()
  const returnsOf = (symbol: string) => {
    const returns = known.get(symbol) ?? computeReturns(symbol)
    known.set(symbol, returns)
    return returns
  }
  const computeReturns = (symbol: string) => {
    const { close } = shared.bars(symbol, resolution('1D'), range)
    return Array.from(close.subarray(1), (price, index) => Math.log(price / (close[index] ?? 0)))
  }
  const correlation = (left: readonly number[], right: readonly number[]) => {
    const product = (one: readonly number[], other: readonly number[]) =>
      one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
    return product(left, right) / Math.sqrt(product(left, left) * product(right, right))
  }
  const figures = new Map(simulatedInstruments.map((instrument) => [instrument.symbol, instrument]))
  const part = (symbol: string) => {
    const { beta = 0, annualVolatility = 1, market } = figures.get(symbol) ?? {}
    return (beta * (market?.factorVolatility ?? 0)) / annualVolatility
  }

  it.each([
    ['SIM:AAPL', 'SIM:MSFT'],
    ['SIM:NVDA', 'SIM:SPX500'],
    ['SIM:BTCUSD', 'SIM:ETHUSD'],
    ['SIM:EURUSD', 'SIM:USDCHF'],
    ['SIM:AAPL', 'SIM:BTCUSD'],
  ])('%s with %s as their betas say', (left, right) => {
    const isOneMarket = figures.get(left)?.market === figures.get(right)?.market
    const expected = isOneMarket ? part(left) * part(right) : 0
    expect(Math.abs(correlation(returnsOf(left), returnsOf(right)) - expected)).toBeLessThan(0.12)
  })

  it.each(['SIM:AAPL', 'SIM:TSLA', 'SIM:SPX500', 'SIM:BTCUSD', 'SIM:EURUSD', 'SIMX:AAPL'])(
    '%s as much a year as its volatility says',
    (symbol) => {
      const returns = returnsOf(symbol)
      const yearly = (returns.reduce((sum, move) => sum + move * move, 0) / 10) ** 0.5
      expect(yearly / (figures.get(symbol)?.annualVolatility ?? 0)).toBeGreaterThan(0.85)
      expect(yearly / (figures.get(symbol)?.annualVolatility ?? 0)).toBeLessThan(1.15)
    },
  )
})
