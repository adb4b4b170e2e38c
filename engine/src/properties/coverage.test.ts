import { describe, expect, it } from 'vitest'
import { denialCodes } from '../command/denials.ts'
import { Engine } from '../engine.ts'
import { eventNumbers } from '../event/event-codec-numbers.ts'
import type { CancelReason, EvidenceSource, OrderReduced } from '../event/events.ts'
import { Coverage } from '../testing/coverage.fixture.ts'
import { createSession } from '../testing/random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX } from '../testing/session-setup.fixture.ts'

const cancelReasons: Readonly<Record<CancelReason, true>> = {
  user: true,
  no_liquidity: true,
  immediate_or_cancel: true,
  fill_or_kill: true,
  insufficient_funds: true,
  self_trade: true,
  reduce_only: true,
  group: true,
  parent: true,
  liquidation: true,
  kill_switch: true,
  loss_lock: true,
  reset: true,
}

const reduceReasons: Readonly<Record<OrderReduced['reason'], true>> = {
  self_trade: true,
  reduce_only: true,
  insufficient_funds: true,
}

const evidenceSources: Readonly<Record<EvidenceSource, true>> = {
  order: true,
  level: true,
  print: true,
  through: true,
  quote: true,
  crossing: true,
  aggressor: true,
}

/** What sessions of the seeds from 1 on bring about. */
function cover(sessions: number, length: number): Coverage {
  const coverage = new Coverage()
  for (let seed = 1; seed <= sessions; seed += 1) {
    const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
    const session = createSession(seed, engine)
    for (let count = 0; count < length; count += 1) {
      const { input, at } = session.next()
      coverage.add(input, engine.execute(input, at))
    }
  }
  return coverage
}

describe('random sessions of 100,000 inputs', { timeout: 60_000 }, () => {
  const coverage = cover(20, 5_000)

  it('bring about every kind of event', () => {
    expect([...coverage.events.keys()].toSorted()).toEqual(Object.keys(eventNumbers).toSorted())
  })

  it('bring about every denial', () => {
    expect([...coverage.denials.keys()].toSorted()).toEqual(denialCodes.toSorted())
  })

  it('cancel for every reason, whole and in part', () => {
    const parts = Object.keys(reduceReasons).map((reason) => `${reason} (part)`)
    const expected = [...Object.keys(cancelReasons), ...parts]
    expect([...coverage.cancelReasons.keys()].toSorted()).toEqual(expected.toSorted())
  })

  it('fill against everything there is', () => {
    expect([...coverage.evidenceSources.keys()].toSorted()).toEqual(Object.keys(evidenceSources).toSorted())
  })

  it('accept most inputs, refuse many, and repeat some', () => {
    const { accepted = 0, denied = 0, duplicate = 0 } = Object.fromEntries(coverage.outcomes)
    expect(accepted).toBeGreaterThan(60_000)
    expect(denied).toBeGreaterThan(10_000)
    expect(duplicate).toBeGreaterThan(100)
  })
})
