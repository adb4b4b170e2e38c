import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import { Engine } from '../engine.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { RECENT_ORDERS_MAX, SESSION_START } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'
import { lookAtMark } from './risk-watch.ts'

const tick: Input = { kind: 'tick' }
const atMarket = { type: 'market', limitPrice: null, timeInForce: 'ioc', side: 'buy' } as const

/** Three accounts hold something in the venue's shares, two of them at risk. */
const holders: readonly Input[] = [1, 3, 6].map((accountId) => submit(accountId, atMarket))

function restoredFrom(engine: Engine): Engine {
  const pieces: Uint8Array[] = []
  engine.snapshot((piece) => pieces.push(piece.slice()))
  return Engine.restore(Buffer.concat(pieces), { recentOrdersMax: RECENT_ORDERS_MAX })
}

function flaggedIds({ state }: Engine): number[] {
  return [...state.flagged].map(({ accountId }) => accountId)
}

/** Whether bands are kept around the mark for what an account holds in the venue's shares. */
function isWatched({ state }: Engine, accountId: number): boolean {
  return (state.accountOf(accountId).positions.get(2)?.watched ?? null) !== null
}

function quotes(bid: number, ask: number, last: number): Input {
  const size = lots(50)
  const [bids, asks] = [[{ price: ticks(bid), size }], [{ price: ticks(ask), size }]]
  return { kind: 'outside_book', instrumentId: 2, bids, asks, last: ticks(last) }
}

describe('the watch over accounts', () => {
  it('looks once at all that was restored, also for a preview', () => {
    const restored = restoredFrom(perform(holders).engine)
    expect(flaggedIds(restored).length).toBeGreaterThan(0)
    restored.preview(tick, SESSION_START)
    expect(flaggedIds(restored)).toEqual([])
    expect(restored.state.changed).toEqual([])
    expect([1, 3, 6].map((accountId) => isWatched(restored, accountId))).toEqual([false, true, true])
  })

  it('keeps whom the first input after a recovery must do something about', () => {
    const { engine } = perform(holders)
    engine.apply({ kind: 'margin_called', at: SESSION_START, accountId: 5, equity: 0n, required: 1n })
    const restored = restoredFrom(engine)
    const previewed = restored.preview(tick, SESSION_START)
    expect(flaggedIds(restored)).toEqual([5])
    expect(previewed.events.map(({ kind }) => kind)).toEqual(['margin_call_cleared'])
    expect(restored.execute(tick, SESSION_START)).toEqual(previewed)
    expect(flaggedIds(restored)).toEqual([])
  })

  it('flags nobody by a preview', () => {
    const { engine } = perform(holders)
    engine.preview({ kind: 'move_cash', accountId: 3, amount: 5n }, SESSION_START)
    expect(flaggedIds(engine)).toEqual([])
  })

  it('flags those who hold something in an instrument that is listed again', () => {
    const { engine } = perform([...holders, submit(4, { limitPrice: ticks(390), side: 'buy' })])
    const { definition } = engine.state.instrumentOf(2)
    const instrument = { ...definition, leverageMax: 2 }
    engine.apply({ kind: 'instrument_listed', at: SESSION_START, instrument })
    expect(flaggedIds(engine)).toEqual([1, 3, 6])
  })

  it('keeps no bands for an account that no mark can do anything to any more', () => {
    const settings = { fillModel: 'depth', latencyMs: 0, openOrdersMax: 18 } as const
    const { engine } = perform([
      submit(7, atMarket),
      { kind: 'configure_account', accountId: 7, settings: { ...settings, dailyLossMax: 10n } },
    ])
    expect(isWatched(engine, 7)).toBe(true)
    const next = { ...settings, dailyLossMax: null }
    engine.execute({ kind: 'configure_account', accountId: 7, settings: next }, SESSION_START)
    engine.execute(quotes(300, 320, 310), SESSION_START)
    expect(isWatched(engine, 7)).toBe(false)
  })

  it('keeps no bands for an account that is about to be looked at, however often the mark moves', () => {
    const { engine } = perform([...holders, quotes(1, 2_000, 400)])
    const instrument = engine.state.instrumentOf(2)
    engine.state.flag(engine.state.accountOf(3))
    instrument.last = ticks(1_500)
    instrument.isRepriced = true
    lookAtMark(engine.state, instrument)
    expect([3, 6].map((accountId) => isWatched(engine, accountId))).toEqual([false, true])
    engine.execute(tick, SESSION_START)
    expect([3, 6].map((accountId) => isWatched(engine, accountId))).toEqual([true, true])
  })
})
