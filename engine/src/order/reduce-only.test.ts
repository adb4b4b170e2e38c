import { describe, expect, it, vi } from 'vitest'
import { Engine } from '../engine.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Position } from '../state/account.ts'
import type { Order } from '../state/order.ts'
import { createSession } from '../testing/random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX, SESSION_START } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'

const limits = { recentOrdersMax: RECENT_ORDERS_MAX }

/** What the reduce-only orders of a position can close at most, counted anew. */
function countedAnew({ state }: Engine, position: Position): { buys: number; sells: number } {
  const sums = { buy: 0, sell: 0 }
  const seen = new Set<Order>()
  for (const order of state.openOrdersOf(position.account)) {
    if (order.position !== position || !order.reduceOnly || seen.has(order)) continue
    const isPaired = order.group?.kind === 'oco' || order.group?.kind === 'bracket'
    const bound = isPaired ? (order.group?.orders ?? []) : [order]
    const unit = bound.filter(({ reduceOnly, side }) => reduceOnly && side === order.side)
    for (const each of unit) seen.add(each)
    sums[order.side] += Math.max(...unit.map(({ leaves }) => leaves))
  }
  return { buys: sums.buy, sells: sums.sell }
}

function findWrongCount(engine: Engine): object | null {
  for (const { positions } of engine.state.accounts.values()) {
    for (const position of positions.values()) {
      const counted = countedAnew(engine, position)
      const { closingBuys: buys, closingSells: sells } = position
      if (buys !== counted.buys || sells !== counted.sells) return { counted, kept: { buys, sells } }
    }
  }
  return null
}

function restoredFrom(engine: Engine): Engine {
  const pieces: Uint8Array[] = []
  engine.snapshot((piece) => pieces.push(piece.slice()))
  return Engine.restore(Buffer.concat(pieces), limits)
}

describe('reduce-only orders', () => {
  it.each([11, 12, 13])('are counted as they change, in session %i', (seed) => {
    const engine = new Engine(limits)
    const session = createSession(seed, engine)
    let mostCounted = 0
    for (let count = 1; count <= 2_000; count += 1) {
      const { input, at } = session.next()
      if (count % 5 === 0) engine.preview(input, at)
      engine.execute(input, at)
      expect(findWrongCount(engine)).toBeNull()
      for (const { positions } of engine.state.accounts.values()) {
        for (const { closingBuys, closingSells } of positions.values())
          mostCounted = Math.max(mostCounted, closingBuys, closingSells)
      }
      if (count % 200 === 0) expect(findWrongCount(restoredFrom(engine))).toBeNull()
    }
    expect(mostCounted).toBeGreaterThan(0)
  })

  it('are not looked at by a fill while the position has room for them', () => {
    const exit = { reduceOnly: true, quantity: lots(1), limitPrice: ticks(430) }
    const { engine } = perform([
      submit(3, { side: 'buy', type: 'market', limitPrice: null, timeInForce: 'ioc', quantity: lots(20) }),
      ...Array.from({ length: 10 }, () => submit(3, exit)),
      submit(3, { quantity: lots(5), limitPrice: ticks(410) }),
    ])
    const walks = vi.spyOn(engine.state, 'openOrdersOf')
    const take = submit(1, { side: 'buy', limitPrice: ticks(410), quantity: lots(5) })
    const { events } = engine.execute(take, SESSION_START)
    expect(events.map(({ kind }) => kind)).toContain('traded')
    engine.execute(submit(3, exit), SESSION_START)
    expect(walks).not.toHaveBeenCalled()
    // One lot too many: now they are cut.
    const more = { side: 'sell', type: 'market', limitPrice: null, timeInForce: 'ioc' } as const
    const cut = engine.execute(submit(3, { ...more, quantity: lots(5) }), SESSION_START)
    expect(cut.events.map(({ kind }) => kind)).toContain('order_canceled')
    expect(walks).toHaveBeenCalled()
  })
})
