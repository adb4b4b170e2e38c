import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import type { Engine } from '../engine.ts'
import { SESSION_START } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'

/** After all else that is tested here but for the end of the day. */
const LATER = SESSION_START + 1_000_000

/** Orders that come and go, each with a timer that is outdated from then on, and later than the last. */
function crowd(engine: Engine, at: number, look: (orderId: number) => void): void {
  for (let count = 0; count < 3_000; count += 1) {
    const ticket = { side: 'buy', timeInForce: 'gtd', expiresAt: LATER + count } as const
    const outcome = engine.execute(submit(1, ticket), at)
    if (outcome.kind !== 'accepted' || outcome.orderId === null) throw new Error('an order is accepted')
    look(outcome.orderId)
    engine.execute({ kind: 'cancel_order', accountId: 1, orderId: outcome.orderId }, at)
  }
}

describe('timers', () => {
  it('of orders that are gone go as well, but not the one that makes them too many', () => {
    const { engine } = perform([])
    const { timers } = engine.state
    let drops = 0
    let first = timers.next
    crowd(engine, SESSION_START, (orderId) => {
      expect(timers.isCrowded).toBe(false)
      if (timers.next === first) return
      first = timers.next
      drops += 1
      expect(first?.subjectId).toBe(orderId)
    })
    expect(drops).toBeGreaterThan(1)
  })

  const gtd = { side: 'buy', timeInForce: 'gtd', expiresAt: SESSION_START + 100 } as const
  const schedule: Input = {
    kind: 'set_schedule',
    instrumentId: 2,
    boundaries: [
      { at: SESSION_START + 90, phase: 'halt', endsDay: false },
      { at: SESSION_START + 100, phase: 'closed', endsDay: false },
    ],
  }
  const cancel: Input = { kind: 'cancel_order', accountId: 5, orderId: 1 }
  const limited = { fillModel: 'depth', latencyMs: 0, dailyLossMax: 9n, openOrdersMax: 9 } as const
  const configure: Input = { kind: 'configure_account', accountId: 6, settings: limited }

  it.each<[string, readonly Input[], [after: number, ...kinds: string[]]]>([
    ['expiry', [submit(1, gtd)], [100, 'order_expired']],
    ['schedule', [schedule], [100, 'phase_changed', 'phase_changed']],
    ['latency', [submit(5, { side: 'buy' })], [100, 'order_released', 'order_rested']],
    [
      'cancel on its way',
      [submit(5, { side: 'buy' }), cancel],
      [100, 'order_released', 'order_rested', 'order_canceled'],
    ],
    ['day', [configure], [43_200_000, 'loss_baseline_set', 'day_timer_set']],
  ])('that still count fire all the same: %s', (_, inputs, [after, ...kinds]) => {
    const { engine } = perform(inputs)
    crowd(engine, SESSION_START, () => undefined)
    const { events } = engine.execute({ kind: 'tick' }, SESSION_START + after)
    expect(events.map(({ kind }) => kind)).toEqual(kinds)
  })
})
