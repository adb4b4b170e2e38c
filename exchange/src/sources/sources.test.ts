import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseResolution, resampleBars, type Resolution } from '@trading-pro/market'
import { definitionOf, minutesOf, NOON, Stage } from '../testing/market.fixture.ts'
import { BookSource } from './book-source.ts'
import { changedLevels, checksumOf, type Levels } from './book-window.ts'
import { ChartSource } from './chart-source.ts'
import { crc32 } from './crc32.ts'
import { openSource } from './open-source.ts'
import { quoteOf, QuoteSource } from './quote-source.ts'
import { TradesSource } from './trades-source.ts'

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
const MINUTE_MS = 60_000

function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(text)
  return resolution
}

/** A stage with a book of three levels a side. */
function openStage(): Stage {
  const stage = new Stage()
  stage.book(
    [
      [9_999, 100],
      [9_998, 200],
      [9_997, 300],
    ],
    [
      [10_001, 100],
      [10_002, 200],
      [10_003, 300],
    ],
  )
  return stage
}

describe('the quote', () => {
  it('has the best of the whole book, users and venue together', () => {
    const stage = openStage()
    stage.openAccount(1)
    stage.submit(1, 'buy', [7, 9_999])
    expect(quoteOf(stage.market, NOON)).toMatchObject({
      ...{ bid: 99.99, bidSize: 10.7, ask: 100.01, askSize: 10 },
      ...{ last: null, open: null, volume: 0, previousClose: null, change: null },
      ...{ marketState: 'continuous', time: NOON },
    })
  })

  it('has the last trade and the day', () => {
    const stage = openStage()
    stage.market.begin({ minute: null, previousClose: 10_000 }, NOON)
    stage.take('buy', 150)
    stage.take('sell', 30)
    expect(quoteOf(stage.market, NOON)).toMatchObject({
      ...{ last: 99.99, lastSize: 3, open: 100.01, high: 100.02, low: 99.99, volume: 18 },
      ...{ previousClose: 100, change: -0.01, changePercent: -0.01 },
    })
  })

  it('says what changed, and nothing when only time has passed', () => {
    const stage = openStage()
    const source = new QuoteSource(stage.market, () => stage.at)
    source.takeUpdate()
    expect(source.takeUpdate()).toBeNull()
    stage.at += 5
    stage.levels([['sell', 10_003, 400]])
    expect(source.takeUpdate()).toBeNull()
    stage.levels([['sell', 10_001, 50]])
    expect(parsed(source.takeUpdate())).toEqual({ askSize: 5, time: NOON + 5 })
    expect(parsed(source.snapshot())).toMatchObject({ ask: 100.01, askSize: 5, bid: 99.99 })
  })

  it('is stale when its source is silent', () => {
    const { instrument } = definitionOf()
    const stage = new Stage({ instrument: { ...instrument, tape: 'venue', staleAfterMs: 2_000 } })
    expect(quoteOf(stage.market, NOON).marketState).toBe('stale')
    stage.book([[99, 1]], [[101, 1]])
    expect(quoteOf(stage.market, NOON).marketState).toBe('continuous')
    expect(quoteOf(stage.market, NOON + 2_000).marketState).toBe('stale')
  })
})

describe('the book', () => {
  it('shows the best levels, then what changes in the window', () => {
    const stage = openStage()
    const source = new BookSource(stage.market, 10)
    source.takeUpdate()
    expect(parsed(source.snapshot())).toEqual({
      priceScale: 100,
      quantityScale: 10,
      bids: [
        [99.99, 10],
        [99.98, 20],
        [99.97, 30],
      ],
      asks: [
        [100.01, 10],
        [100.02, 20],
        [100.03, 30],
      ],
      crc: crc32('10001:100,10002:200,10003:300|9999:100,9998:200,9997:300'),
    })
    stage.take('buy', 120)
    expect(parsed(source.takeUpdate())).toEqual({
      bids: [],
      asks: [
        [100.01, 0],
        [100.02, 18],
      ],
      crc: crc32('10002:180,10003:300|9999:100,9998:200,9997:300'),
    })
    expect(source.takeUpdate()).toBeNull()
  })

  it('says nothing of what happens outside the window', () => {
    const stage = new Stage()
    const levels = Array.from({ length: 12 }, (_, index) => [100 + index, 5] as const)
    stage.book([[99, 1]], levels)
    const source = new BookSource(stage.market, 10)
    source.takeUpdate()
    stage.levels([['sell', 111, 7]])
    expect(source.takeUpdate()).toBeNull()
    stage.levels([['sell', 100, 0]])
    expect(parsed(source.takeUpdate())).toMatchObject({
      asks: [
        [1, 0],
        [1.1, 0.5],
      ],
    })
  })

  it('changes make one window into the next, whatever both are', () => {
    const side = fc
      .dictionary(fc.integer({ min: 1, max: 40 }).map(String), fc.integer({ min: 1, max: 3 }))
      .map((sizes): Levels => Object.entries(sizes).map(([price, size]) => [Number(price), size]))
    fc.assert(
      fc.property(side, side, (before, after) => {
        const book = new Map(before)
        for (const [price, size] of changedLevels(before, after, (price, than) => price < than)) {
          if (size === 0) book.delete(price)
          else book.set(price, size)
        }
        expect([...book].sort(([one], [other]) => one - other)).toEqual(after)
      }),
    )
  })

  it('has the checksum of zlib over the best ten', () => {
    expect(crc32('123456789')).toBe(0xcb_f4_39_26)
    expect(crc32('')).toBe(0)
    const levels = Array.from({ length: 11 }, (_, index) => [index, 1] as const)
    expect(checksumOf({ bids: [], asks: levels })).toBe(checksumOf({ bids: [], asks: levels.slice(0, 10) }))
  })
})

describe('the trades', () => {
  it('are all there, numbered, whoever traded', () => {
    const stage = openStage()
    stage.openAccount(1)
    stage.submit(1, 'sell', [4, 10_000])
    const source = new TradesSource(stage.market)
    stage.take('buy', 10)
    stage.submit(1, 'sell', [120])
    expect(parsed(source.takeUpdate())).toEqual({
      trades: [
        { tradeId: 1, price: 100, quantity: 0.4, side: 'buy', time: NOON },
        { tradeId: 2, price: 100.01, quantity: 0.6, side: 'buy', time: NOON },
        { tradeId: 3, price: 99.99, quantity: 10, side: 'sell', time: NOON },
        { tradeId: 4, price: 99.98, quantity: 2, side: 'sell', time: NOON },
      ],
    })
    expect(source.takeUpdate()).toBeNull()
    expect(parsed(source.snapshot())).toMatchObject({ trades: [{}, {}, {}, { tradeId: 4 }] })
  })

  it('of others are no news after the source was closed', () => {
    const stage = openStage()
    const source = new TradesSource(stage.market)
    source.close()
    stage.take('buy', 10)
    expect(source.takeUpdate()).toBeNull()
  })

  it('of a venue are its prints, not the fills of users', () => {
    const { instrument } = definitionOf()
    const stage = new Stage({ instrument: { ...instrument, tape: 'venue', staleAfterMs: null } })
    stage.book([[99, 10]], [[101, 10]])
    stage.openAccount(1)
    const source = new TradesSource(stage.market)
    stage.submit(1, 'buy', [3])
    expect(source.takeUpdate()).toBeNull()
    stage.exchange.execute(
      {
        kind: 'outside_trade',
        instrumentId: 1,
        price: 101 as never,
        quantity: 2 as never,
        aggressor: 'sell',
        newSize: null,
      },
      NOON,
    )
    expect(parsed(source.takeUpdate())).toMatchObject({
      trades: [{ price: 1.01, quantity: 0.2, side: 'sell' }],
    })
  })
})

describe('the bars', () => {
  const chart = (stage: Stage, text: string) =>
    new ChartSource(stage.market, { text, resolution: resolutionOf(text), at: stage.at })

  it('form, and close once when their time is over', () => {
    const stage = openStage()
    const source = chart(stage, '1')
    stage.take('buy', 150)
    expect(parsed(source.takeUpdate())).toEqual({
      bars: [
        { time: NOON, open: 100.01, high: 100.02, low: 100.01, close: 100.02, volume: 15, closed: false },
      ],
    })
    expect(source.takeUpdate()).toBeNull()
    stage.exchange.advance(NOON + MINUTE_MS - 1)
    expect(source.takeUpdate()).toBeNull()
    stage.exchange.advance(NOON + MINUTE_MS)
    expect(parsed(source.takeUpdate())).toMatchObject({ bars: [{ time: NOON, volume: 15, closed: true }] })
    expect(parsed(source.snapshot())).toEqual({ bars: [] })
    expect(source.takeUpdate()).toBeNull()
  })

  it('that closed come before the one that forms', () => {
    const stage = openStage()
    const source = chart(stage, '1')
    stage.take('buy', 10)
    stage.at += MINUTE_MS
    stage.take('sell', 10)
    stage.at += MINUTE_MS
    stage.take('buy', 20)
    expect(parsed(source.takeUpdate())).toMatchObject({
      bars: [
        { time: NOON, closed: true },
        { time: NOON + MINUTE_MS, closed: true },
        { time: NOON + 2 * MINUTE_MS, closed: false },
      ],
    })
  })

  it('of coarser resolutions begin with the minutes before', () => {
    const noon = NOON / 1000
    const minutes = minutesOf([
      [noon, 9_000, 9_500, 8_900, 9_100, 10],
      [noon + 60, 9_100, 9_200, 9_000, 9_200, 20],
    ])
    const asked: unknown[] = []
    const { calendar } = definitionOf()
    const stage = new Stage(
      {
        history: (resolution, range) => {
          asked.push(range)
          return resampleBars(minutes, { from: resolutionOf('1'), to: resolution, calendar }).bars
        },
      },
      NOON + 2 * MINUTE_MS + 5_000,
    )
    stage.market.begin(
      {
        minute: { time: noon + 120, open: 9_200, high: 9_600, low: 9_200, close: 9_300, volume: 5 },
        previousClose: 1,
      },
      stage.at,
    )
    stage.book([[9_299, 10]], [[9_301, 10]])
    const source = chart(stage, '60')
    expect(asked.at(-1)).toEqual({ from: noon, until: noon + 120 })
    stage.take('buy', 10)
    expect(parsed(source.takeUpdate())).toEqual({
      bars: [{ time: NOON, open: 90, high: 96, low: 89, close: 93.01, volume: 4.5, closed: false }],
    })
    expect(stage.market.day).toMatchObject({ open: 9_000, high: 9_600, low: 8_900, volume: 45 })
  })

  it('of days close at midnight, and the day begins anew', () => {
    const stage = openStage()
    const source = chart(stage, '1D')
    stage.take('buy', 10)
    source.takeUpdate()
    stage.exchange.advance(NOON + 12 * 60 * MINUTE_MS)
    expect(parsed(source.takeUpdate())).toMatchObject({
      bars: [{ time: NOON - 12 * 60 * MINUTE_MS, close: 100.01, closed: true }],
    })
    expect([stage.market.day, stage.market.previousClose]).toEqual([null, 10_001])
  })

  it('are forgotten when nobody listens', () => {
    const stage = openStage()
    const [one, other] = [chart(stage, '5'), chart(stage, '5')]
    stage.take('buy', 10)
    one.close()
    expect(parsed(other.takeUpdate())).toMatchObject({ bars: [{ volume: 1 }] })
    other.close()
    // Begun anew it knows nothing of before: there is no history here.
    stage.at += MINUTE_MS
    stage.take('buy', 20)
    expect(parsed(chart(stage, '5').snapshot())).toEqual({ bars: [] })
  })
})

describe('a topic that cannot be read', () => {
  const stage = openStage()
  const parts = {
    exchange: stage.exchange,
    systemState: () => ({ status: 'ok' as const, message: '', providers: [] }),
    isKnown: (symbol: string) => symbol === 'INDEX:SPX',
    nowMs: () => NOON,
  }

  it.each([
    [{ channel: 'trades', symbol: 'INDEX:SPX' }, 'not_streamed'],
    [{ channel: 'trades', symbol: 'SIM:NONE' }, 'unknown_symbol'],
    [{ channel: 'chart_data', symbol: 'SIM:AAPL', resolution: '1X' }, 'unknown_resolution'],
    [{ channel: 'chart_data', symbol: 'SIM:AAPL', resolution: '1S' }, 'unknown_resolution'],
    [{ channel: 'chart_data', symbol: 'SIM:AAPL', resolution: '7' }, 'unknown_resolution'],
    [{ channel: 'chart_data', symbol: 'SIM:AAPL', resolution: '365D' }, 'unknown_resolution'],
  ] as const)('%j is %s', (topic, code) => {
    expect(openSource(topic, parts)).toBe(code)
  })

  it.each([
    [{ channel: 'system' }],
    [{ channel: 'heartbeat' }],
    [{ channel: 'market_data', symbol: 'SIM:AAPL' }],
    [{ channel: 'orderbook', symbol: 'SIM:AAPL', depth: 10 }],
    [{ channel: 'trades', symbol: 'SIM:AAPL' }],
    [{ channel: 'chart_data', symbol: 'SIM:AAPL', resolution: 'D' }],
  ] as const)('%j says something', (topic) => {
    const source = openSource(topic, parts)
    if (typeof source === 'string') throw new Error(source)
    source.takeUpdate()
    expect(typeof parsed(source.snapshot())).toBe('object')
    source.close()
  })
})
