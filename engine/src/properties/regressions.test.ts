import { describe, expect, it } from 'vitest'
import type { AmendOrder, Input, SubmitGroup } from '../command/commands.ts'
import { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { compareInputs } from '../testing/compare.fixture.ts'
import type { TimedInput } from '../testing/random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX, SESSION_START, setupInputs } from '../testing/session-setup.fixture.ts'
import { submit } from '../testing/stage.fixture.ts'
import { Watch } from '../testing/watch.fixture.ts'

/** Inputs at the beginning of a session, or so many milliseconds after it. */
type Told = Input | readonly [after: number, input: Input]

/** Both implementations agree about these inputs, no invariant breaks, and it comes to these events. */
function expectSound(told: readonly Told[], comesTo: readonly EngineEvent['kind'][]): void {
  const inputs: TimedInput[] = setupInputs().map((input) => ({ input, at: SESSION_START }))
  for (const each of told) {
    const [after, input] = 'kind' in each ? [0, each] : each
    inputs.push({ input, at: SESSION_START + after })
  }
  expect(compareInputs(inputs)).toBeNull()
  const watch = new Watch(RECENT_ORDERS_MAX, { costly: 1, fold: 1 })
  for (const timed of inputs) expect(watch.run(timed)).toBeNull()
  const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
  const kinds = inputs.flatMap(({ input, at }) => engine.execute(input, at).events.map(({ kind }) => kind))
  expect(kinds.slice(-comesTo.length)).toEqual(comesTo)
}

type Sizes = readonly (readonly [price: number, size: number])[]

function book(instrumentId: number, bids: Sizes, asks: Sizes): Input {
  const levels = (sizes: Sizes) => sizes.map(([price, size]) => ({ price: ticks(price), size: lots(size) }))
  return { kind: 'outside_book', instrumentId, bids: levels(bids), asks: levels(asks), last: null }
}

function pair(accountId: number, fields: Parameters<typeof submit>[1][]): SubmitGroup {
  const [first, second] = fields.map((each) => submit(accountId, each).ticket)
  if (first === undefined || second === undefined) throw new Error('a pair has two tickets')
  return { kind: 'submit_group', accountId, group: 'oco', tickets: [first, second] }
}

function amend(accountId: number, orderId: number, fields: Partial<AmendOrder>): AmendOrder {
  return {
    kind: 'amend_order',
    accountId,
    orderId,
    revision: null,
    quantity: null,
    limitPrice: null,
    stopPrice: null,
    trailingOffset: null,
    timeInForce: null,
    expiresAt: null,
    ...fields,
  }
}

const bracket = {
  takeProfit: ticks(410),
  stopLoss: { stopPrice: ticks(390), limitPrice: null, trailing: null, triggerBy: null },
}

describe('what random sessions once found', () => {
  it('a touch account meets users before the quote, where they are better', () => {
    expectSound(
      [
        book(2, [[395, 9]], [[405, 9]]),
        submit(1, { side: 'buy', limitPrice: ticks(398), quantity: lots(2) }),
        submit(4, { type: 'market', limitPrice: null, timeInForce: 'ioc', quantity: lots(6) }),
      ],
      ['order_accepted', 'order_accepted', 'traded', 'traded'],
    )
  })

  it('a link that is lost leaves an instrument without a venue as it is', () => {
    expectSound(
      [
        { kind: 'outside_lost', instrumentId: 3 },
        submit(3, { instrumentId: 3, limitPrice: ticks(1_500) }),
        submit(6, { instrumentId: 3, side: 'buy', type: 'market', limitPrice: null, timeInForce: 'ioc' }),
      ],
      ['order_accepted', 'order_accepted', 'traded'],
    )
  })

  it('an outside order makes no print on the tape of a venue', () => {
    expectSound(
      [
        book(2, [[395, 9]], [[405, 9]]),
        { kind: 'outside_order', instrumentId: 2, side: 'buy', quantity: lots(4), limitPrice: null },
        submit(3, { type: 'stop', limitPrice: null, stopPrice: ticks(404), triggerBy: 'last' }),
      ],
      ['leverage_set', 'order_accepted'],
    )
  })

  it('a leg that waits stays a leg that waits when it is amended late', () => {
    expectSound(
      [
        submit(5, { instrumentId: 2, side: 'buy', limitPrice: ticks(400), bracket }),
        [100, amend(5, 2, { limitPrice: ticks(411) })],
        [200, { kind: 'tick' }],
      ],
      ['order_released', 'order_parked', 'replace_requested', 'order_replaced'],
    )
  })

  it('one cancels the other, and is not canceled by it in turn', () => {
    const stops = [
      { type: 'stop_limit', side: 'buy', stopPrice: ticks(405), limitPrice: ticks(404), triggerBy: 'last' },
      { type: 'stop', side: 'buy', stopPrice: ticks(406), limitPrice: null, triggerBy: 'last' },
    ] as const
    expectSound(
      [
        book(2, [[395, 9]], [[409, 9]]),
        pair(3, [...stops]),
        {
          kind: 'outside_trade',
          instrumentId: 2,
          price: ticks(407),
          quantity: lots(1),
          aggressor: null,
          newSize: null,
        },
      ],
      ['order_triggered', 'order_canceled', 'order_rested'],
    )
  })

  it('a liquidation that finds nobody does not cut itself for other exits', () => {
    const exit = { instrumentId: 1, reduceOnly: true, quantity: lots(20), limitPrice: ticks(1_200) } as const
    expectSound(
      [
        book(1, [], [[1_000, 20]]),
        submit(8, { instrumentId: 1, side: 'buy', limitPrice: ticks(1_000), quantity: lots(10) }),
        submit(8, { ...exit, quantity: lots(10) }),
        {
          kind: 'outside_trade',
          instrumentId: 1,
          price: ticks(650),
          quantity: lots(1),
          aggressor: 'sell',
          newSize: null,
        },
      ],
      ['liquidation_started', 'order_accepted', 'order_parked', 'order_reduced'],
    )
  })

  it('legs are brought when all that crossed has traded', () => {
    const trailing = { unit: 'ppm', offset: 9_000, activationPrice: null } as const
    const stopLoss = { stopPrice: null, limitPrice: null, trailing, triggerBy: null }
    expectSound(
      [
        submit(3, {
          instrumentId: 3,
          side: 'buy',
          limitPrice: ticks(1_505),
          quantity: lots(22),
          bracket: { takeProfit: ticks(1_510), stopLoss },
        }),
        book(
          3,
          [[1_495, 21]],
          [
            [1_501, 18],
            [1_503, 27],
          ],
        ),
      ],
      [
        'traded',
        'traded',
        'order_resized',
        'order_activated',
        'order_resized',
        'order_activated',
        'order_rested',
      ],
    )
  })

  it('a band that is broken while latency ran rejects the order', () => {
    expectSound(
      [
        submit(5, {
          instrumentId: 1,
          side: 'buy',
          limitPrice: ticks(996),
          timeInForce: 'fok',
          quantity: lots(10),
        }),
        [10, book(1, [[850, 5]], [[860, 50]])],
        [100, { kind: 'tick' }],
      ],
      ['order_accepted', 'order_released', 'order_rejected'],
    )
  })

  it('fill or kill fills what a cut has left of it', () => {
    expectSound(
      [
        book(2, [[400, 50]], [[402, 50]]),
        submit(5, { side: 'buy', limitPrice: ticks(402), quantity: lots(6) }),
        [100, { kind: 'tick' }],
        [101, submit(5, { limitPrice: ticks(400), quantity: lots(4), timeInForce: 'ioc' })],
        [120, submit(5, { limitPrice: ticks(400), quantity: lots(6), timeInForce: 'fok', reduceOnly: true })],
        [300, { kind: 'tick' }],
      ],
      ['order_released', 'traded', 'order_reduced', 'order_released', 'traded'],
    )
  })

  it('an amended pair holds once what the larger of it holds', () => {
    expectSound(
      [
        book(2, [[395, 9]], [[403, 9]]),
        pair(7, [
          { side: 'buy', limitPrice: ticks(391), quantity: lots(20) },
          { type: 'stop', side: 'buy', limitPrice: null, stopPrice: ticks(412), quantity: lots(20) },
        ]),
        { kind: 'move_cash', accountId: 7, amount: -3_300n },
        amend(7, 1, { limitPrice: ticks(399) }),
      ],
      ['cash_moved', 'order_replaced', 'order_rested'],
    )
  })

  it('a sale that fired is cut to what a cash account still has', () => {
    expectSound(
      [
        book(2, [[400, 50]], [[402, 50]]),
        submit(7, { side: 'buy', limitPrice: ticks(402), quantity: lots(4) }),
        submit(7, {
          type: 'stop',
          limitPrice: null,
          stopPrice: ticks(396),
          reduceOnly: true,
          quantity: lots(4),
        }),
        submit(7, { type: 'stop_limit', limitPrice: ticks(397), stopPrice: ticks(396), quantity: lots(4) }),
        book(2, [[395, 50]], [[398, 50]]),
      ],
      ['order_triggered', 'order_triggered', 'traded', 'order_rested', 'order_canceled'],
    )
  })

  it('a preview of a switch that is off already leaves it off', () => {
    const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
    for (const input of setupInputs()) engine.execute(input, SESSION_START)
    const before = engine.image()
    engine.preview({ kind: 'set_kill_switch', scope: 'owner', id: 6, isOn: false }, SESSION_START)
    expect(engine.image()).toEqual(before)
    const outcome = engine.execute(submit(6, {}), SESSION_START)
    expect(outcome.kind).toBe('accepted')
  })
})
