import { describe, expect, it } from 'vitest'
import { Engine, depthOf, lots, ticks } from '@trading-pro/engine'
import { createSimulation, parseResolution, simulatedInstruments, type Resolution } from '@trading-pro/market'
import { Exchange } from '../exchange.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import { SimulatedFeed } from './simulated-feed.ts'
import type { MinuteStore } from './simulated-history.ts'

/** Monday 2026-01-05, 14:28:30 UTC: New York opens in 90 seconds. */
const START = 1_767_623_310_000
const MINUTE_MS = 60_000
const NAMES = ['SIM:AAPL', 'SIM:BTCUSD', 'SIM:EURUSD', 'SIM:DJI30', 'SIMX:AAPL']

class KeptMinutes implements MinuteStore {
  readonly kept = new Map<string, FormingBar>()

  minutesBetween(symbol: string, from: number, until: number): FormingBar[] {
    return [...this.kept]
      .filter(([key]) => key.startsWith(`${symbol} `))
      .map(([, bar]) => bar)
      .filter(({ time }) => time >= from && time < until)
  }

  save(symbol: string, minute: FormingBar): void {
    this.kept.set(`${symbol} ${minute.time}`, minute)
  }
}

const minute = resolutionOf('1')

function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(text)
  return resolution
}

function open(at = START, minutes = new KeptMinutes()) {
  const instruments = simulatedInstruments.filter(({ symbol }) => NAMES.includes(symbol))
  const simulation = createSimulation({ seed: '0123456789abcdef', instruments })
  const exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
  const feed = new SimulatedFeed({ exchange, simulation, minutes }, at)
  const closed: Record<string, FormingBar[]> = {}
  for (const market of exchange.markets) {
    const bars: FormingBar[] = (closed[market.definition.symbol] = [])
    market.minutes.listen((bar) => bars.push({ ...bar }))
  }
  return { simulation, exchange, feed, closed, minutes, at }
}

type Opened = ReturnType<typeof open>

function marketOf({ exchange }: Opened, symbol: string) {
  const market = exchange.market(symbol)
  if (market === undefined) throw new Error(symbol)
  return market
}

/** Lets time pass in steps of 50 ms. */
function run(opened: Opened, until: number): void {
  for (let at = opened.at + 50; at <= until; at += 50) opened.feed.advance(at)
}

function barsOf({ simulation }: Opened, symbol: string, [from, to]: readonly [from: number, to: number]) {
  const bars = simulation.bars(symbol, minute, { from: from / 1000, to: to / 1000 })
  return Array.from(bars.time, (time, index) => ({
    time,
    open: bars.open[index],
    high: bars.high[index],
    low: bars.low[index],
    close: bars.close[index],
    volume: bars.volume[index],
  }))
}

describe('the simulated market as it lives', () => {
  it('closes the very minutes that history has, and stores none of them', () => {
    const opened = open()
    const end = START + 4 * MINUTE_MS
    run(opened, end)
    for (const symbol of NAMES) {
      const expected = barsOf(opened, symbol, [START - 30_000, end - 30_000])
      expect([symbol, opened.closed[symbol]]).toEqual([symbol, expected])
    }
    expect(opened.closed['SIM:AAPL']).toHaveLength(4)
    expect(opened.minutes.kept.size).toBe(0)
  })

  it('goes on after a restart in the middle of a minute as if there had been none', () => {
    const opened = open(START + 2 * MINUTE_MS + 17_000)
    run(opened, START + 4 * MINUTE_MS)
    for (const symbol of NAMES) {
      const expected = barsOf(opened, symbol, [START + 90_000, START + 210_000])
      expect([symbol, opened.closed[symbol]]).toEqual([symbol, expected])
    }
  })

  it('has fifty levels a side and more, around the last price', () => {
    const opened = open()
    for (let at = START; at < START + MINUTE_MS; at += 500) {
      opened.feed.advance(at)
      for (const symbol of NAMES.filter((name) => name.startsWith('SIM:'))) {
        const { instrument, tape } = marketOf(opened, symbol)
        const [bids, asks] = [[...pricesOf(instrument, 'buy')], [...pricesOf(instrument, 'sell')]]
        expect(Math.min(bids.length, asks.length)).toBeGreaterThanOrEqual(50)
        const last = tape.last?.price ?? 0
        expect([bids[0], asks[0]].some((best) => best === last)).toBe(true)
        expect(bids[0]).toBeLessThan(asks[0] ?? 0)
      }
    }
  })

  it('trades on known sessions where it keeps them, and has no book before', () => {
    const opened = open()
    const { instrument, tape } = marketOf(opened, 'SIMX:AAPL')
    expect([instrument.phase, [...depthOf(instrument, 'buy')]]).toEqual(['closed', []])
    expect(tape.last).toBeNull()
    run(opened, START + 91_000)
    expect(instrument.phase).toBe('continuous')
    expect([...depthOf(instrument, 'buy')].length).toBeGreaterThanOrEqual(50)
  })

  it('shows the day and the close before', () => {
    const opened = open()
    const { day, previousClose } = marketOf(opened, 'SIM:BTCUSD')
    const midnight = START - (START % 86_400_000)
    const today = barsOf(opened, 'SIM:BTCUSD', [midnight, START - 30_000])
    expect(day?.open).toBe(today[0]?.open)
    expect(previousClose).toBe(barsOf(opened, 'SIM:BTCUSD', [midnight - MINUTE_MS, midnight])[0]?.close)
  })

  it('keeps a minute in which users traded, which then wins; the next one is as if nothing had been', () => {
    const opened = open()
    const { exchange, minutes } = opened
    buyAtMarket(opened, 'SIM:AAPL', 500)
    const bought = marketOf(opened, 'SIM:AAPL').tape.last
    expect(bought).toMatchObject({ side: 'buy', at: START })
    run(opened, START + 2 * MINUTE_MS)
    const start = START - 30_000
    const [first, second] = barsOf(opened, 'SIM:AAPL', [start, start + 2 * MINUTE_MS])
    const [touched, next] = opened.closed['SIM:AAPL'] ?? []
    expect(touched?.volume).toBe((first?.volume ?? 0) + 500)
    expect(next).toEqual(second)
    expect([...minutes.kept.values()]).toEqual([touched])
    const range = { from: start / 1000, to: start / 1000 + 120 }
    const history = opened.feed.history.bars('SIM:AAPL', minute, range)
    expect(Array.from(history.volume)).toEqual([touched?.volume, second?.volume])
    expect(exchange.engine.state.accounts.get(1)?.openOrderIds.length).toBe(0)
  })

  it('fills a user who waits at the front when prints come to his price', () => {
    const opened = open()
    const ask = pricesOf(marketOf(opened, 'SIM:AAPL').instrument, 'sell')[0] ?? 0
    // Between the quotes of most moments there is room for a better price.
    sellAt(opened, 'SIM:AAPL', [100, ask])
    run(opened, START + 2 * MINUTE_MS)
    const position = opened.exchange.engine.state.accounts.get(1)?.positions.values().next().value
    expect(position?.quantity).toBeLessThan(0)
  })

  it('numbers prints without a gap, and shows those of before', () => {
    const opened = open()
    const { tape } = marketOf(opened, 'SIM:AAPL')
    expect(tape.newest(10).length).toBeGreaterThan(4)
    run(opened, START + MINUTE_MS)
    const numbers = tape.newest(500).map(({ tradeId }) => tradeId)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  })
})

function pricesOf(instrument: Parameters<typeof depthOf>[0], side: 'buy' | 'sell'): number[] {
  return Array.from(depthOf(instrument, side), ({ price }) => price)
}

function buyAtMarket(opened: Opened, symbol: string, quantity: number): void {
  submit(opened, symbol, { side: 'buy', quantity, limitPrice: null })
}

function sellAt(opened: Opened, symbol: string, [quantity, price]: readonly [number, number]): void {
  submit(opened, symbol, { side: 'sell', quantity, limitPrice: price })
}

/** An order of a new account that has enough for it. */
function submit(
  opened: Opened,
  symbol: string,
  order: { side: 'buy' | 'sell'; quantity: number; limitPrice: number | null },
): void {
  const { exchange, at } = opened
  const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 100 } as const
  const base = { accountId: 1, ownerId: 1, accountKind: 'margin', currency: 'USD' } as const
  exchange.execute({ kind: 'open_account', ...base, settings }, at)
  exchange.execute({ kind: 'move_cash', accountId: 1, amount: 100_000_000n }, at)
  const outcome = exchange.execute(
    {
      kind: 'submit_order',
      accountId: 1,
      ticket: {
        clientOrderId: 'one',
        instrumentId: marketOf(opened, symbol).instrument.instrumentId,
        side: order.side,
        type: order.limitPrice === null ? 'market' : 'limit',
        quantity: lots(order.quantity),
        notional: null,
        limitPrice: order.limitPrice === null ? null : ticks(order.limitPrice),
        stopPrice: null,
        triggerBy: null,
        trailing: null,
        timeInForce: 'day',
        expiresAt: null,
        postOnly: 'no',
        reduceOnly: false,
        selfTradePrevention: 'cancel_oldest',
        bracket: null,
      },
    },
    at,
  )
  expect(outcome).toMatchObject({ kind: 'accepted' })
}
