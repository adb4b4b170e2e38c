import { describe, expect, it } from 'vitest'
import { SESSION_START } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'

describe('timers', () => {
  it('of orders that are gone go as well', () => {
    const { engine } = perform([])
    for (let count = 0; count < 5_000; count += 1) {
      const ticket = { timeInForce: 'gtd', expiresAt: SESSION_START + 1_000_000 + count } as const
      const outcome = engine.execute(submit(1, { ...ticket, side: 'buy' }), SESSION_START)
      if (outcome.kind !== 'accepted' || outcome.orderId === null) throw new Error('an order is accepted')
      engine.execute({ kind: 'cancel_order', accountId: 1, orderId: outcome.orderId }, SESSION_START)
      expect(engine.state.timers.isCrowded).toBe(false)
    }
  })

  it('that still count fire all the same', () => {
    const { engine } = perform([])
    const kept = engine.execute(
      submit(1, { side: 'buy', timeInForce: 'gtd', expiresAt: SESSION_START + 50 }),
      SESSION_START,
    )
    for (let count = 0; count < 3_000; count += 1) {
      const outcome = engine.execute(
        submit(1, { side: 'buy', timeInForce: 'gtd', expiresAt: SESSION_START + 100 + count }),
        SESSION_START,
      )
      const orderId = outcome.kind === 'accepted' ? (outcome.orderId ?? 0) : 0
      engine.execute({ kind: 'cancel_order', accountId: 1, orderId }, SESSION_START)
    }
    const { events } = engine.execute({ kind: 'tick' }, SESSION_START + 50)
    expect(events.map(({ kind }) => kind)).toEqual(['order_expired'])
    expect(kept.kind).toBe('accepted')
  })
})
