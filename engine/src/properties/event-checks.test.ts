import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import type { EngineEvent, Fill } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { eventChecks } from '../testing/event-invariants.fixture.ts'
import type { Ledger, LedgerOrder } from '../testing/ledger.fixture.ts'
import { SESSION_START } from '../testing/session-setup.fixture.ts'
import { stage, submit } from '../testing/stage.fixture.ts'

/** What a check says of an event. */
function look(name: string, { event, ledger }: { event: EngineEvent; ledger: Ledger }): string | null {
  const check = eventChecks[name]
  if (check === undefined) throw new Error(`there is no check ${name}`)
  return check(event, ledger)
}

function orderIn(ledger: Ledger, orderId: number): LedgerOrder {
  const order = ledger.orders.get(orderId)
  if (order === undefined) throw new Error(`there is no order ${orderId}`)
  return order
}

/** Two sellers at 400, one at 401, and a buyer who meets the first. */
const trade = () =>
  stage('traded', [
    submit(3, {}),
    submit(4, { limitPrice: ticks(400) }),
    submit(3, { limitPrice: ticks(401) }),
    submit(6, { side: 'buy', quantity: lots(3) }),
  ])

function fillOf(fill: Fill | null): Fill {
  if (fill === null) throw new Error('the trade is one between users')
  return fill
}

describe('each check of an event', () => {
  it('finds nothing in a trade that is right', () => {
    for (const name of Object.keys(eventChecks)) expect(look(name, trade()), name).toBeNull()
  })

  it('E2 E3 sees an order that is passed over, at its price and at a better one', () => {
    const { event, ledger } = trade()
    const maker = fillOf(event.maker)
    for (const orderId of [2, 3]) {
      const passing = { ...event, maker: { ...maker, orderId } }
      expect(look('E2 E3', { event: passing, ledger })).toContain(`order ${orderId} fills before order 1`)
    }
    orderIn(ledger, 1).place = 'queue'
    expect(look('E2 E3', { event, ledger })).toContain('at place queue')
  })

  it('E4 sees a price that is not the resting one, and one beyond a limit', () => {
    const { event, ledger } = trade()
    const dearer = { ...event, price: ticks(401) }
    expect(look('E4', { event: dearer, ledger })).toContain('the resting side is at 400')
    orderIn(ledger, 4).limitPrice = ticks(399)
    expect(look('E4', { event, ledger })).toContain('order 4 trades beyond its limit')
  })

  it('E5 sees sides that do not fit each other', () => {
    const { event, ledger } = trade()
    const [maker, taker] = [fillOf(event.maker), fillOf(event.taker)]
    const wrongs: EngineEvent[] = [
      { ...event, tradeId: event.tradeId + 1 },
      { ...event, notional: event.notional + 1n },
      { ...event, maker: { ...maker, side: taker.side } },
      { ...event, maker: { ...maker, accountId: 7 } },
      { ...event, taker: { ...taker, opened: lots(taker.opened + 1) } },
      { ...event, taker: { ...taker, leaves: lots(taker.leaves + 1) } },
      { ...event, maker: null, taker: null },
    ]
    for (const wrong of wrongs) expect(look('E5', { event: wrong, ledger })).not.toBeNull()
  })

  it('E6 sees a post-only order that takes and a reduce-only order that opens', () => {
    const { event, ledger } = trade()
    orderIn(ledger, 4).postOnly = 'reject'
    expect(look('E6', { event, ledger })).toContain('post-only order 4 takes')
    Object.assign(orderIn(ledger, 4), { postOnly: 'no', reduceOnly: true })
    expect(look('E6', { event, ledger })).toContain('reduce-only order 4 opens')
  })

  it('E6 sees an order that rests and must not, half a kill, and an exit that gives up', () => {
    const resting = stage('order_rested', [submit(3, {}), submit(6, { side: 'buy', quantity: lots(8) })])
    orderIn(resting.ledger, resting.event.orderId).timeInForce = 'ioc'
    expect(look('E6', resting)).toContain('must not rest')
    const killed = stage('order_canceled', [
      submit(3, {}),
      submit(6, { side: 'buy', timeInForce: 'fok', quantity: lots(8) }),
    ])
    const order = orderIn(killed.ledger, killed.event.orderId)
    expect(look('E6', killed)).toBeNull()
    order.filled = 1
    expect(look('E6', killed)).toContain('killed in part')
    Object.assign(order, { timeInForce: 'gtc', reduceOnly: true, isTriggered: true, limitPrice: null })
    const given: EngineEvent = { ...killed.event, reason: 'no_liquidity' }
    expect(look('E6', { ...killed, event: given })).toContain('gives up')
  })

  it('E7 sees an account that trades with itself', () => {
    const { event, ledger } = trade()
    const taker = { ...fillOf(event.taker), accountId: fillOf(event.maker).accountId }
    expect(look('E7', { event: { ...event, taker }, ledger })).toContain('both sides')
  })

  it('E9 sees numbers that are none, and orders off tick, off lot and out of bounds', () => {
    const { event, ledger } = trade()
    for (const at of [NaN, 1 / 2, -0, 2 ** 53])
      expect(look('E9', { event: { ...event, at }, ledger })).toContain('traded has')
    const accepted = stage('order_accepted', [submit(3, { instrumentId: 1, limitPrice: ticks(1_005) })])
    expect(look('E9', accepted)).toBeNull()
    const wrongs = [{ limitPrice: ticks(1_006) }, { limitPrice: ticks(5_005) }, { quantity: lots(55) }]
    for (const wrong of wrongs) {
      expect(look('E9', { ...accepted, event: { ...accepted.event, ...wrong } })).not.toBeNull()
    }
  })

  it('E10 sees a trigger that is not met, comes twice, or comes while nothing trades', () => {
    const print: Input = {
      kind: 'outside_trade',
      instrumentId: 2,
      price: ticks(395),
      quantity: lots(1),
      aggressor: null,
      newSize: null,
    }
    const stop = submit(3, { type: 'stop', limitPrice: null, stopPrice: ticks(396), triggerBy: 'last' })
    const fired = () => stage('order_triggered', [stop, print])
    expect(look('E10', fired())).toBeNull()
    const unmet = fired()
    expect(look('E10', { ...unmet, event: { ...unmet.event, price: ticks(397) } })).toContain('does not meet')
    const again = fired()
    again.ledger.apply(again.event)
    expect(look('E10', again)).toContain('does not wait')
    const closed = fired()
    closed.ledger.apply({
      kind: 'phase_changed',
      at: SESSION_START,
      instrumentId: 2,
      phase: 'halt',
      isBoundary: false,
    })
    expect(look('E10', closed)).toContain('in phase halt')
  })

  it('O1 sees lots that come from nowhere or get lost', () => {
    const { event, ledger } = trade()
    expect(look('O1', { event: { ...event, quantity: lots(4) }, ledger })).toContain('fills too much')
    const canceled = stage('order_canceled', [
      submit(3, {}),
      { kind: 'cancel_order', accountId: 3, orderId: 1 },
    ])
    expect(look('O1', canceled)).toBeNull()
    expect(look('O1', { ...canceled, event: { ...canceled.event, quantity: lots(4) } })).toContain(
      'ends with 5',
    )
    const { at, orderId, hold, holdDelta, openDelta } = canceled.event
    const rest = { at, orderId, hold, holdDelta, openDelta, quantity: lots(5) }
    expect(
      look('O1', { ...canceled, event: { ...rest, kind: 'order_reduced', reason: 'self_trade' } }),
    ).not.toBeNull()
    orderIn(canceled.ledger, 1).filled = 6
    expect(
      look('O1', { ...canceled, event: { ...rest, kind: 'order_resized', queueAhead: null } }),
    ).not.toBeNull()
  })

  it('O3 sees moves that are not in the table', () => {
    const { event, ledger } = trade()
    orderIn(ledger, 1).status = 'canceled'
    expect(look('O3', { event, ledger })).toContain('after order 1 was canceled')
    orderIn(ledger, 1).status = 'pending_new'
    expect(look('O3', { event, ledger })).toContain('which is pending_new')
    const accepted = stage('order_accepted', [submit(3, {})])
    accepted.ledger.apply(accepted.event)
    expect(look('O3', accepted)).toContain('accepted twice')
    const released: EngineEvent = { kind: 'order_released', at: SESSION_START, orderId: 9 }
    expect(look('O3', { event: released, ledger })).toContain('which is not there')
  })

  it('O6 sees legs that fill more than their entry', () => {
    const bracket = { takeProfit: ticks(410), stopLoss: null }
    const exit = stage('traded', [
      submit(3, {}),
      submit(6, { side: 'buy', bracket }),
      submit(4, { side: 'buy', limitPrice: ticks(410), quantity: lots(5) }),
    ])
    expect(exit.event.maker?.orderId).toBe(3)
    expect(look('O6', exit)).toBeNull()
    orderIn(exit.ledger, 2).opened = 4
    expect(look('O6', exit)).toContain('fill 5 of 4')
  })

  it('sees time that goes back', () => {
    const { event, ledger } = trade()
    expect(look('time', { event: { ...event, at: event.at - 1 }, ledger })).not.toBeNull()
  })
})
