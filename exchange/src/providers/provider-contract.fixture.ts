import { depthOf, type Side } from '@trading-pro/engine'
import { parseResolution, type Bars, type Resolution } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../exchange.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import type { Market } from '../market/market.ts'
import type { Print } from '../market/tape.ts'
import type { Provider } from './provider.ts'

/** A provider that has just been made; each harness is of the same data. Unix ms. */
export interface ProviderHarness {
  readonly exchange: Exchange
  readonly provider: Provider
  readonly startedAt: number
  /** Until when its data is looked at: some minutes. */
  readonly endsAt: number
  /** When its link is lost, and when the next whole book has come; `null`: it has no link. */
  readonly linkLoss: { readonly lostAt: number; readonly backAt: number } | null
}

const MINUTE = resolutionOf('1')
const RESOLUTIONS = ['1', '2', '1D'].map(resolutionOf)
const EVERYTHING = { from: 0, to: Infinity }
const STEP_MS = 250

/** What every provider of market data keeps to. */
export function describeProviderContract(name: string, create: () => ProviderHarness): void {
  describe(`the provider ${name}`, () => {
    it('lists markets with scales above 0', () => {
      const { provider, exchange } = create()
      expect(provider.symbols.length).toBeGreaterThan(0)
      for (const { definition } of marketsOf({ provider, exchange })) {
        expect(provider.symbols).toContain(definition.symbol)
        expect(definition.priceScale).toBeGreaterThan(0)
        expect(definition.quantityScale).toBeGreaterThan(0)
      }
    })

    it('prints in the order of time, never ahead of it, and numbers without a gap', () => {
      expectOrderedPrints(create())
    })

    it('has books that do not meet, with sides in order', () => {
      expectOrderedBooks(create())
    })

    it('serves each minute that has closed as it closed', () => {
      expectKeptMinutes(create())
    })

    it.each([1_000, 7_919])('says the same in steps of %i ms as in one', (stepMs) => {
      const once = recordOf(create(), Infinity)
      expect(recordOf(create(), stepMs)).toEqual(once)
      expect([...once.values()].some(({ prints }) => prints.length > 0)).toBe(true)
    })

    it('has a history that rises, is the same however it is asked for, and invents nothing', () => {
      expectSoundHistory(create())
    })

    it('is what it says that it is', () => {
      expectTruth(create())
    })

    it('holds its markets for stale from the loss of its link until the next whole book', () => {
      expectStaleAfterLoss(create())
    })
  })
}

function expectOrderedPrints(harness: ProviderHarness): void {
  const last = new Map<string, Print>()
  const { provider } = harness
  let now = harness.startedAt
  for (const { definition, tape } of marketsOf(harness)) {
    const { symbol } = definition
    for (const print of tape.newest(Infinity)) last.set(symbol, expectNext(last.get(symbol), print, now))
    tape.listen((print) => last.set(symbol, expectNext(last.get(symbol), print, now)))
  }
  for (now = harness.startedAt; now <= harness.endsAt; now += STEP_MS) provider.advance(now)
  expect([...last.keys()].toSorted()).toEqual(provider.symbols.toSorted())
}

function expectNext(before: Print | undefined, print: Print, now: number): Print {
  expect(print.at).toBeLessThanOrEqual(now)
  expect(print.price).toBeGreaterThan(0)
  expect(print.quantity).toBeGreaterThan(0)
  if (before === undefined) return print
  expect(print.at).toBeGreaterThanOrEqual(before.at)
  expect(print.tradeId).toBe(before.tradeId + 1)
  return print
}

function expectOrderedBooks(harness: ProviderHarness): void {
  const { provider, startedAt, endsAt } = harness
  let seen = 0
  for (let now = startedAt; now <= endsAt; now += STEP_MS) {
    provider.advance(now)
    for (const market of marketsOf(harness)) {
      const [bids, asks] = [pricesOf(market, 'buy'), pricesOf(market, 'sell')]
      const rising = [...bids.toReversed(), ...asks]
      expect(rising).toEqual([...new Set(rising)].toSorted((one, other) => one - other))
      seen += Math.min(bids.length, asks.length)
    }
  }
  expect(seen).toBeGreaterThan(0)
}

function expectKeptMinutes(harness: ProviderHarness): void {
  const { provider } = harness
  const record = recordOf(harness, STEP_MS)
  for (const symbol of provider.symbols) {
    const closed = record.get(symbol)?.closed ?? []
    const [first, last] = [closed.at(0), closed.at(-1)]
    if (first === undefined || last === undefined) expect.fail('minutes have closed')
    const range = { from: first.time, to: last.time + 1 }
    expect(rowsOf(provider.history.bars(symbol, MINUTE, range))).toEqual(closed.map(rowOf))
  }
}

/** All that its markets say from beginning to end. */
function recordOf(harness: ProviderHarness, stepMs: number) {
  const { provider, startedAt, endsAt } = harness
  const record = new Map<string, { prints: Print[]; closed: FormingBar[]; forming: FormingBar | null }>()
  for (const { definition, tape, minutes } of marketsOf(harness)) {
    const prints: Print[] = []
    const closed: FormingBar[] = []
    tape.listen((print) => prints.push(print))
    minutes.listen((bar) => closed.push({ ...bar }))
    record.set(definition.symbol, { prints, closed, forming: null })
  }
  for (let now = startedAt + stepMs; now < endsAt; now += stepMs) provider.advance(now)
  provider.advance(endsAt)
  for (const { definition, minutes } of marketsOf(harness)) {
    const said = record.get(definition.symbol)
    if (said !== undefined) said.forming = minutes.forming === null ? null : { ...minutes.forming }
  }
  return record
}

function expectSoundHistory(harness: ProviderHarness): void {
  const { provider, endsAt } = harness
  provider.advance(endsAt)
  const now = Math.floor(endsAt / 1000)
  const day = now - 86_400
  for (const symbol of provider.symbols) {
    for (const resolution of RESOLUTIONS) {
      const bars = (from: number, to = Infinity) =>
        rowsOf(provider.history.bars(symbol, resolution, { from, to, until: now }))
      const all = bars(day)
      const times = all.map(([time = NaN]) => time)
      expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other))
      expect(Math.max(...times)).toBeLessThan(now)
      expect(all.filter(isNoBar)).toEqual([])
      const middle = times[times.length >> 1] ?? now
      expect([...bars(day, middle), ...bars(middle)]).toEqual(all)
      expect(bars(day)).toEqual(all)
      expect(bars(now + 86_400)).toEqual([])
    }
    const minutes = (until: number) =>
      rowsOf(provider.history.bars(symbol, MINUTE, { from: day, to: Infinity, until }))
    const until = now - (now % 60) - 120
    expect(minutes(until)).toEqual(minutes(now).filter(([time = 0]) => time < until))
    expect(minutes(now).length).toBeGreaterThan(minutes(until).length)
  }
}

function isNoBar([, open = 0, high = 0, low = 0, close = 0, volume = 0]: readonly number[]): boolean {
  return !(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume > 0)
}

function expectTruth(harness: ProviderHarness): void {
  const { provider, startedAt, endsAt } = harness
  const { hasDepth, hasTrades, historyFrom } = provider.capabilities
  let deepest = 0
  for (let now = startedAt; now <= endsAt; now += STEP_MS) {
    provider.advance(now)
    for (const market of marketsOf(harness)) {
      deepest = Math.max(deepest, pricesOf(market, 'buy').length)
      expect(market.stateAt(now) === 'stale').toBe(provider.state === 'disconnected')
    }
  }
  expect(deepest > 1).toBe(hasDepth)
  for (const { definition, tape } of marketsOf(harness)) {
    expect(tape.last !== null).toBe(hasTrades)
    if (historyFrom === null) continue
    const [first] = provider.history.bars(definition.symbol, MINUTE, EVERYTHING).time
    expect(first).toBeGreaterThanOrEqual(historyFrom)
  }
}

function expectStaleAfterLoss(harness: ProviderHarness): void {
  const { provider, linkLoss, startedAt, endsAt } = harness
  const stateAt = (at: number) => {
    provider.advance(at)
    return [provider.state, ...marketsOf(harness).map((market) => market.stateAt(at) === 'stale')]
  }
  const said = (state: Provider['state']) => [state, ...provider.symbols.map(() => state === 'disconnected')]
  if (linkLoss === null) {
    expect(provider.capabilities.origin).toBe('simulated')
    for (let now = startedAt; now < endsAt; now += 10_000) expect(stateAt(now)).toEqual(said('connected'))
    return
  }
  const { lostAt, backAt } = linkLoss
  expect(stateAt(lostAt - 1)).toEqual(said('connected'))
  expect(stateAt(lostAt)).toEqual(said('disconnected'))
  expect(stateAt(backAt - 1)).toEqual(said('disconnected'))
  expect(stateAt(backAt)).toEqual(said('connected'))
}

function marketsOf({ provider, exchange }: Pick<ProviderHarness, 'provider' | 'exchange'>): Market[] {
  return provider.symbols.map((symbol) => {
    const market = exchange.market(symbol)
    if (market === undefined) throw new Error(`${symbol} is not listed`)
    return market
  })
}

function pricesOf({ instrument }: Market, side: Side): number[] {
  return Array.from(depthOf(instrument, side), ({ price }) => price)
}

function rowOf({ time, open, high, low, close, volume }: FormingBar): number[] {
  return [time, open, high, low, close, volume]
}

function rowsOf({ time, open, high, low, close, volume }: Bars): number[][] {
  const columns = [open, high, low, close, volume]
  return Array.from(time, (at, index) => [at, ...columns.map((column) => column[index] ?? Number.NaN)])
}

function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(text)
  return resolution
}
