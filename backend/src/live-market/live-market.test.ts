import { publicChannels, type PublicChannel } from '@trading-pro/contracts'
import { createSimulation, simulatedInstruments } from '@trading-pro/market'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LiveMarket, type LiveMarketListener } from './live-market.ts'

const START = Date.UTC(2026, 0, 5, 15)
const MINUTE_MS = 60_000
const simulation = createSimulation({
  seed: '00112233445566778899aabbccddeeff',
  instruments: simulatedInstruments.filter(({ symbol }) => symbol === 'SIM:AAPL'),
})
const uncapped = Object.fromEntries(Object.keys(publicChannels).map((name) => [name, 1_000])) as Record<
  PublicChannel,
  number
>
const noMinutes = { minutesBetween: () => [], save: () => undefined }

/** A market whose time is in the hands of the test; nobody but the test makes its timer run. */
function openMarket(parts: Partial<ConstructorParameters<typeof LiveMarket>[0]> = {}) {
  const clock = { now: START }
  const market = new LiveMarket({
    ...{ simulation, minutes: noMinutes, messagesPerSecond: uncapped },
    nowMs: () => clock.now,
    isKnown: (symbol) => symbol === 'INDEX:SPX',
    ...parts,
  })
  const heard: string[] = []
  const listener: LiveMarketListener = {
    onAdvance: () => heard.push('advance'),
    onRestart: () => heard.push('restart'),
    onFailure: (error) => heard.push(String(error)),
  }
  return { market, clock, heard, listener }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the live market', () => {
  it('goes on by one timer, and tells after each step', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { market, clock, heard, listener } = openMarket()
    market.start(listener)
    const before = market.market('SIM:AAPL')?.tape.last?.tradeId ?? NaN
    clock.now += 20_000
    vi.advanceTimersByTime(10)
    expect([vi.getTimerCount(), heard, market.at]).toEqual([1, ['advance'], clock.now])
    expect(market.market('SIM:AAPL')?.tape.last?.tradeId).toBeGreaterThan(before)
    market.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for a clock that is set back a little', () => {
    const { market, clock } = openMarket()
    clock.now -= MINUTE_MS
    expect(market.advance()).toBe('advanced')
    expect(market.at).toBe(START)
  })

  it.each([16, -16])('begins anew after a jump of %i minutes, and its topics with it', (minutes) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { market, clock, heard, listener } = openMarket()
    market.start(listener)
    const topic = market.hub.retain('trades:SIM:AAPL', clock.now)
    if (typeof topic === 'string') throw new Error(topic)
    market.hub.release(topic, clock.now)
    clock.now += minutes * MINUTE_MS
    vi.advanceTimersByTime(10)
    expect([heard, market.at, market.hub.size]).toEqual([['restart', 'advance'], clock.now, 0])
    const again = market.hub.retain('trades:SIM:AAPL', clock.now)
    if (typeof again === 'string') throw new Error(again)
    expect(again.identity.epoch).not.toBe(topic.identity.epoch)
    clock.now += 20_000
    vi.advanceTimersByTime(10)
    expect(again.flush(clock.now)).not.toBeNull()
    market.close()
  })

  it('lives through a shorter sleep, print by print', () => {
    const { market, clock } = openMarket()
    const { tape } = market.market('SIM:AAPL') ?? {}
    const first = tape?.last?.tradeId ?? NaN
    clock.now += 14 * MINUTE_MS
    expect(market.advance()).toBe('advanced')
    const minutes = Array.from({ length: 15 }, (_, index) => START / 1000 + index * 60)
    const prints = minutes
      .flatMap((minute) => simulation.printsOf('SIM:AAPL', minute))
      .filter(({ time }) => time > START && time <= clock.now)
    expect((tape?.last?.tradeId ?? NaN) - first).toBe(prints.length)
  })

  it('knows who trades here, and who is only known', () => {
    const { market } = openMarket()
    expect(market.hub.retain('trades:INDEX:SPX', START)).toBe('not_streamed')
    expect(market.hub.retain('trades:SIM:NONE', START)).toBe('unknown_symbol')
    expect(market.hub.retain('chart_data:SIM:AAPL:1S', START)).toBe('unknown_resolution')
  })

  it('stops for good when it breaks, and says so; what is sent goes on', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const broken = {
      ...simulation,
      printsOf: (symbol: string, minute: number) => {
        if (minute * 1000 > START) throw new Error('broken on purpose')
        return simulation.printsOf(symbol, minute)
      },
    }
    const { market, clock, heard, listener } = openMarket({ simulation: broken })
    market.start(listener)
    expect(market.check()).toEqual({ status: 'ok', detail: '1 instruments, 0 ms old' })
    clock.now += 2 * MINUTE_MS
    vi.advanceTimersByTime(20)
    expect(heard).toEqual(['Error: broken on purpose', 'advance', 'advance'])
    expect(market.check()).toEqual({ status: 'failed', detail: 'the market has stopped' })
    expect(market.systemState()).toMatchObject({
      status: 'degraded',
      providers: [{ name: 'simulation', state: 'disconnected', origin: 'simulated' }],
    })
    market.close()
  })

  it('that stands still is found out', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { market, clock, listener } = openMarket()
    market.start(listener)
    clock.now += 6_000
    expect(market.check()).toEqual({ status: 'failed', detail: 'the market has stood still for 6 s' })
    market.close()
  })

  it('that waits for a clock that was set back says so', () => {
    const { market, clock } = openMarket()
    clock.now -= 6_000
    expect(market.advance()).toBe('advanced')
    const detail = 'the clock was set back, and the market waits 6 s for it'
    expect(market.check()).toEqual({ status: 'failed', detail })
  })

  it('can be without anything that trades', () => {
    const { market, clock } = openMarket({ simulation: null })
    clock.now += MINUTE_MS
    expect([market.advance(), market.size, market.history]).toEqual(['advanced', 0, null])
    expect(market.hub.retain('trades:SIM:AAPL', START)).toBe('unknown_symbol')
    expect(market.systemState()).toEqual({ status: 'ok', message: '', providers: [] })
  })
})
