import { createSimulation, parseResolution } from '@trading-pro/market'
import { SimulatedHistory } from '@trading-pro/exchange'
import { describe, expect, it } from 'vitest'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { createTestDirectory } from '../testing/test-directory.ts'
import { SimulatedMinutes } from './simulated-minutes.ts'

const TIME = Date.UTC(2026, 0, 5, 12) / 1000
const minute = (time: number, volume = 7) => ({ time, open: 2, high: 4, low: 1, close: 3, volume })

describe('minutes in which users traded', () => {
  it('are kept over a restart, and win in history', async () => {
    await using directory = await createTestDirectory()
    {
      await using store = await openSqliteMarketStore({ directory: directory.path })
      await using minutes = await SimulatedMinutes.load(store, 'one')
      minutes.save('SIM:AAPL', minute(TIME + 60))
      minutes.save('SIM:AAPL', minute(TIME))
      minutes.save('SIM:AAPL', minute(TIME, 9))
      minutes.save('SIM:MSFT', minute(TIME + 120))
    }
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const minutes = await SimulatedMinutes.load(store, 'one')
    expect(minutes.minutesBetween('SIM:AAPL', TIME, TIME + 600)).toEqual([minute(TIME, 9), minute(TIME + 60)])
    const ofOther = await SimulatedMinutes.load(store, 'other')
    expect(ofOther.minutesBetween('SIM:AAPL', TIME, TIME + 600)).toEqual([])
    const resolution = parseResolution('1')
    if (resolution === null) throw new Error('1')
    const history = new SimulatedHistory(createSimulation({ seed: '0123456789abcdef' }), minutes)
    const bars = history.bars('SIM:AAPL', resolution, { from: TIME, to: TIME + 180 })
    expect(Array.from(bars.volume.subarray(0, 2))).toEqual([9, 7])
    expect(bars.volume[2]).toBeGreaterThan(9)
  })

  it('are found by symbol and time, over midnight too', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    await using minutes = await SimulatedMinutes.load(store, 'one')
    const midnight = TIME + 12 * 3_600
    for (const time of [midnight, midnight - 60]) minutes.save('SIM:AAPL', minute(time))
    const found = (from: number, until: number) =>
      minutes.minutesBetween('SIM:AAPL', from, until).map(({ time }) => time)
    expect(found(midnight - 60, midnight + 60)).toEqual([midnight - 60, midnight])
    expect(found(midnight - 60, midnight)).toEqual([midnight - 60])
    expect(found(midnight + 1, midnight + 60)).toEqual([])
    expect(minutes.minutesBetween('SIM:MSFT', 0, Infinity)).toEqual([])
  })

  it('that cannot be written stay, and are written with the next', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    let isBroken = true
    const minutes = await SimulatedMinutes.load(
      {
        ...store,
        transact: (work) => (isBroken ? Promise.reject(new Error('disk full')) : store.transact(work)),
      },
      'one',
    )
    minutes.save('SIM:AAPL', minute(TIME))
    await minutes.settled()
    expect(minutes.failure?.message).toBe('disk full')
    isBroken = false
    minutes.save('SIM:AAPL', minute(TIME + 60))
    await minutes.settled()
    expect([minutes.failure, (await store.simulatedMinutes('one')).length]).toEqual([null, 2])
  })
})
