import { describe, expect, it } from 'vitest'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { briefly, Desk, ticketWith, tradesOf } from './desk.fixture.ts'

const fees = { makerPpm: 1_000, takerPpm: 2_000, perLotMicros: 0 }

describe('one input (section 1)', () => {
  it('refuses a time before the last one, whether or not that input was accepted', () => {
    const desk = new Desk()
    desk.now = 2_000
    expect(desk.denial({ kind: 'cancel_all', accountId: 5, instrumentId: null })).toBe('unknown_account')
    desk.now = 1_999
    expect(desk.denial({ kind: 'tick' })).toBe('time_went_backward')
    desk.now = Number.NaN
    expect(desk.denial({ kind: 'tick' })).toBe('time_went_backward')
  })

  it('fires what was due at its own time, before a command that is denied', () => {
    const desk = new Desk()
    desk.open(1, 1_000)
    const orderId = desk.limit(1, 'buy', { limitPrice: 5, timeInForce: 'gtd', expiresAt: 1_500 })
    desk.now = 9_000
    const outcome = desk.try({ kind: 'cancel_order', accountId: 1, orderId })
    expect(outcome).toMatchObject({ kind: 'denied', denial: { code: 'order_final' } })
    expect(outcome.events).toMatchObject([{ kind: 'order_expired', at: 1_500, orderId, quantity: 10 }])
  })

  it('answers a client order id that comes again with the same ticket as a duplicate', () => {
    const desk = new Desk()
    desk.open(1, 1_000)
    const submit = desk.order(1, 'buy', { clientOrderId: 'x', limitPrice: 5 })
    const orderId = desk.submit(submit)
    expect(desk.try(submit)).toEqual({ kind: 'duplicate', events: [], orderId })
    expect(desk.denial(desk.order(1, 'buy', { clientOrderId: 'x', limitPrice: 6 }))).toBe(
      'client_order_id_reused',
    )
    desk.do({ kind: 'cancel_order', accountId: 1, orderId })
    expect(desk.try(submit)).toEqual({ kind: 'duplicate', events: [], orderId })
  })
})

describe('validation (section 4)', () => {
  it('denies the first broken rule of a ticket that breaks several', () => {
    const desk = new Desk({ tickTable: [{ from: 1, step: 5 }], priceMax: ticks(100) })
    desk.open(1, 1_000)
    const code = (ticket: Parameters<Desk['order']>[2]) => desk.denial(desk.order(1, 'buy', ticket))
    expect(code({ expiresAt: Number.NaN, limitPrice: 7 })).toBe('malformed_command')
    expect(code({ limitPrice: 7, timeInForce: 'gtd' })).toBe('expiry_missing')
    expect(code({ limitPrice: 101, quantity: 0 })).toBe('price_out_of_bounds')
    expect(code({ limitPrice: 7, quantity: 0 })).toBe('price_off_tick')
    expect(code({ limitPrice: 6, quantity: 0 })).toBe('quantity_out_of_bounds')
    expect(code({ limitPrice: 6, reduceOnly: true })).toBe('reduce_only_exceeds_position')
    expect(code({ type: 'market', quantity: 1 })).toBe('time_in_force_unsupported')
    expect(code({ limitPrice: 96, quantity: 11 })).toBe('insufficient_funds')
  })

  it('bounds the price, the value and the position of an order', () => {
    const desk = new Desk({ bandPpm: 100_000, orderValueMax: 1_000n, positionMax: lots(12) })
    desk.open(1, 100_000, { accountKind: 'margin' })
    const code = (ticket: Parameters<Desk['order']>[2]) => desk.denial(desk.order(1, 'buy', ticket))
    desk.limit(1, 'sell', { limitPrice: 50, quantity: 1 })
    expect(code({ limitPrice: 56, quantity: 1, selfTradePrevention: 'decrement' })).toBe('price_band')
    expect(code({ limitPrice: 49, quantity: 21 })).toBe('order_value_max')
    expect(code({ limitPrice: 10, quantity: 13 })).toBe('position_max')
    expect(code({ limitPrice: 10, quantity: 7 })).toBeNull()
    expect(code({ limitPrice: 10, quantity: 6 })).toBe('position_max')
    expect(code({ limitPrice: 10, quantity: 5 })).toBeNull()
  })

  it('queues limits and refuses market orders outside continuous trading, and where prices are stale', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 10_000)
    expect(desk.denial(desk.order(1, 'buy', { type: 'market', timeInForce: 'day' }))).toBe('market_stale')
    const orderId = desk.limit(1, 'buy', { limitPrice: 100 })
    expect(desk.orderOf(orderId)?.place).toBe('queue')
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'halt' })
    expect(desk.denial(desk.order(1, 'buy', { type: 'market', timeInForce: 'ioc' }))).toBe(
      'phase_refuses_order',
    )
    desk.book([[90, 5]], [[100, 4]])
    const events = desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'continuous' })
    expect(briefly(events)).toEqual([
      'phase_changed',
      `traded 4 at 100: ${String(orderId)} -`,
      'order_rested 1',
    ])
  })

  it('lets only reducing orders through a kill switch', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.position(1, 10, 100)
    const resting = desk.limit(1, 'buy', { limitPrice: 50 })
    const on = desk.do({ kind: 'set_kill_switch', scope: 'owner', id: 1, isOn: true })
    expect(briefly(on)).toEqual(['kill_switch_set', `order_canceled ${String(resting)} kill_switch`])
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 50 }))).toBe('kill_switch')
    expect(desk.denial(desk.order(1, 'sell', { limitPrice: 120, quantity: 6 }))).toBeNull()
    expect(desk.denial(desk.order(1, 'sell', { limitPrice: 120, quantity: 5 }))).toBe('kill_switch')
  })
})

describe('matching (sections 5 and 6)', () => {
  it('trades best price first, then oldest first, at the price that rests', () => {
    const desk = new Desk()
    desk.open(1, 10_000)
    for (const accountId of [2, 3, 4]) desk.open(accountId, 10_000, { accountKind: 'margin' })
    const first = desk.limit(2, 'sell', { limitPrice: 101, quantity: 5 })
    const second = desk.limit(3, 'sell', { limitPrice: 101, quantity: 5 })
    const best = desk.limit(4, 'sell', { limitPrice: 100, quantity: 5 })
    const events = desk.do(desk.order(1, 'buy', { limitPrice: 101, quantity: 12 }))
    expect(tradesOf(events).map(({ maker, price, quantity }) => [maker?.orderId, price, quantity])).toEqual([
      [best, 100, 5],
      [first, 101, 5],
      [second, 101, 2],
    ])
    expect(desk.orderOf(second)).toMatchObject({ filled: 2, status: 'partially_filled' })
  })

  it('fills all of a fill-or-kill order or leaves no trace of it', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.open(2, 10_000, { accountKind: 'margin' })
    const own = desk.limit(1, 'sell', { limitPrice: 100, quantity: 5 })
    const other = desk.limit(2, 'sell', { limitPrice: 101, quantity: 5 })
    const tooMuch = desk.do(desk.order(1, 'buy', { limitPrice: 101, quantity: 6, timeInForce: 'fok' }))
    expect(briefly(tooMuch)).toEqual(['order_accepted 3 none', 'order_canceled 3 fill_or_kill'])
    const enough = desk.do(desk.order(1, 'buy', { limitPrice: 101, quantity: 5, timeInForce: 'fok' }))
    expect(briefly(enough).slice(1)).toEqual([
      `order_canceled ${String(own)} self_trade`,
      `traded 5 at 101: 4 ${String(other)}`,
    ])
  })

  it('stops a purchase of a cash account where its money ends, fee included', () => {
    const desk = new Desk({ fees })
    desk.open(1, 1_000)
    desk.open(2, 100_000, { accountKind: 'margin' })
    desk.limit(2, 'sell', { limitPrice: 100, quantity: 20 })
    const events = desk.do(desk.order(1, 'buy', { type: 'market', timeInForce: 'day', quantity: 20 }))
    expect(briefly(events).slice(1)).toEqual(['traded 9 at 100: 2 1', 'order_canceled 2 insufficient_funds'])
    expect(desk.account(1)?.cash).toBe(1_000n - 900n - 2n)
  })

  it('turns money into lots, the fee of each level included', () => {
    const desk = new Desk({ fees, tape: 'venue' })
    desk.open(1, 10_000)
    desk.book(
      [[90, 10]],
      [
        [100, 3],
        [110, 50],
      ],
    )
    const order = { type: 'market', timeInForce: 'ioc', quantity: null } as const
    const events = desk.do(desk.order(1, 'buy', { ...order, notional: 532n }))
    // 300 and its fee of 1 leave 231: two lots at 110 cost 221, three would cost 331.
    expect(briefly(events).slice(1)).toEqual(['traded 3 at 100: 1 -', 'traded 2 at 110: 1 -'])
    expect(desk.denial(desk.order(1, 'buy', { ...order, notional: 100n }))).toBe('notional_too_small')
  })

  it('denies or moves a post-only order that would take', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.limit(1, 'sell', { limitPrice: 100 })
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 100, postOnly: 'reject' }))).toBe(
      'post_only_would_take',
    )
    const orderId = desk.limit(1, 'buy', { limitPrice: 105, postOnly: 'reprice' })
    expect(desk.orderOf(orderId)).toMatchObject({ limitPrice: 99, place: 'book' })
  })

  it('moves a post-only order that queued, where it would take at the opening', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.limit(1, 'sell', { limitPrice: 100 })
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'pre_open' })
    const orderId = desk.limit(1, 'buy', { limitPrice: 105, postOnly: 'reprice' })
    expect(desk.orderOf(orderId)).toMatchObject({ limitPrice: 105, place: 'queue' })
    const events = desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'continuous' })
    expect(briefly(events)).toEqual(['phase_changed', 'order_repriced 2', 'order_rested 2'])
    expect(desk.orderOf(orderId)).toMatchObject({ limitPrice: 99, place: 'book', hold: 990n })
  })
})

describe('self-trade prevention and groups (section 7)', () => {
  it.each([
    ['cancel_newest', ['order_canceled 2 self_trade']],
    ['cancel_oldest', ['order_canceled 1 self_trade', 'order_rested 2']],
    ['cancel_both', ['order_canceled 1 self_trade', 'order_canceled 2 self_trade']],
    ['decrement', ['order_canceled 1 self_trade', 'order_reduced 2 self_trade', 'order_rested 2']],
  ] as const)('an account does not trade with itself: %s', (selfTradePrevention, expected) => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.limit(1, 'sell', { limitPrice: 100, quantity: 4 })
    const events = desk.do(desk.order(1, 'buy', { limitPrice: 100, quantity: 6, selfTradePrevention }))
    expect(briefly(events).slice(1)).toEqual(expected)
  })

  it('gives a bracket legs for what its entry filled, and the other leg what one leaves', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.book([[98, 50]], [[101, 50]])
    const stopLoss = { stopPrice: ticks(90), limitPrice: null, trailing: null, triggerBy: null }
    const bracket = { takeProfit: ticks(110), stopLoss }
    desk.limit(1, 'buy', { limitPrice: 99, quantity: 10, bracket })
    const print = { kind: 'outside_trade', instrumentId: 1, aggressor: 'sell', newSize: null } as const
    expect(briefly(desk.do({ ...print, price: ticks(99), quantity: lots(4) }))).toEqual([
      'traded 4 at 99: - 1',
      'order_resized 2',
      'order_activated 2 none',
      'order_resized 3',
      'order_activated 3 trigger',
      'order_rested 2',
    ])
    const profit = desk.do({ ...print, price: ticks(110), quantity: lots(3), aggressor: 'buy' })
    expect(briefly(profit)).toEqual(['traded 3 at 110: - 2', 'order_resized 3'])
    expect(desk.exchange.image().groups).toMatchObject([{ guarded: 1, orderIds: [1, 2, 3] }])
    expect(briefly(desk.do({ kind: 'cancel_order', accountId: 1, orderId: 1 }))).toEqual([
      'order_canceled 1 user',
    ])
    expect(briefly(desk.do({ ...print, price: ticks(89), quantity: lots(1) }))).toEqual([
      'order_triggered 3',
      'order_canceled 2 group',
      'traded 1 at 98: 3 -',
    ])
    expect(desk.exchange.image().groups).toEqual([])
  })

  it('cancels the legs of an entry that ends with nothing to guard', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    const bracket = { takeProfit: ticks(110), stopLoss: null }
    desk.limit(1, 'buy', { limitPrice: 99, bracket })
    expect(briefly(desk.do({ kind: 'cancel_order', accountId: 1, orderId: 1 }))).toEqual([
      'order_canceled 1 user',
      'order_canceled 2 parent',
    ])
  })

  it('shrinks one order of an OCO pair by what fills of the other, and reserves for one of them', () => {
    const desk = new Desk()
    desk.open(1, 1_200)
    desk.open(2, 10_000, { accountKind: 'margin' })
    const first = ticketWith({ clientOrderId: 'x', limitPrice: 100 })
    const second = ticketWith({ clientOrderId: 'y', type: 'stop', limitPrice: null, stopPrice: 120 })
    desk.submit({ kind: 'submit_group', accountId: 1, group: 'oco', tickets: [first, second] })
    expect(desk.account(1)?.hold).toBe(1_200n)
    const events = desk.do(desk.order(2, 'sell', { limitPrice: 100, quantity: 4 }))
    expect(briefly(events).slice(1)).toEqual(['traded 4 at 100: 3 1', 'order_resized 2'])
    expect(desk.account(1)?.hold).toBe(720n)
    const rest = desk.do(desk.order(2, 'sell', { limitPrice: 100, quantity: 6 }))
    expect(briefly(rest).slice(1)).toEqual(['traded 6 at 100: 4 1', 'order_canceled 2 group'])
  })

  it('cancels the other order of an OCO pair with one that is canceled or triggers', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    const pair = (name: string) =>
      desk.submit({
        kind: 'submit_group',
        accountId: 1,
        group: 'oco',
        tickets: [
          ticketWith({ clientOrderId: `${name}1`, limitPrice: 90 }),
          ticketWith({ clientOrderId: `${name}2`, type: 'stop', stopPrice: 120 }),
        ],
      })
    const orderId = pair('x')
    expect(briefly(desk.do({ kind: 'cancel_order', accountId: 1, orderId }))).toEqual([
      'order_canceled 1 user',
      'order_canceled 2 group',
    ])
    pair('y')
    const print = { kind: 'outside_trade', instrumentId: 1, aggressor: null, newSize: null } as const
    expect(briefly(desk.do({ ...print, price: ticks(120), quantity: lots(1) }))).toEqual([
      'order_triggered 4',
      'order_canceled 3 group',
      'order_canceled 4 no_liquidity',
    ])
  })

  it('accepts both orders of a group or none', () => {
    const desk = new Desk()
    desk.open(1, 1_000)
    const tickets = [
      ticketWith({ clientOrderId: 'x', limitPrice: 90 }),
      ticketWith({ clientOrderId: 'y', type: 'stop', limitPrice: null, stopPrice: 120 }),
    ] as const
    const before = desk.exchange.image()
    expect(desk.denial({ kind: 'submit_group', accountId: 1, group: 'oco', tickets })).toBe(
      'insufficient_funds',
    )
    expect(desk.exchange.image()).toEqual(before)
  })

  it('wakes the secondary of an OTO when the primary is filled, by the rules of that moment', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.open(2, 10_000, { accountKind: 'margin' })
    const exit = { side: 'sell', reduceOnly: true, limitPrice: 120 } as const
    const group = (name: string, quantity: number) =>
      desk.submit({
        kind: 'submit_group',
        accountId: 1,
        group: 'oto',
        tickets: [
          ticketWith({ clientOrderId: `${name}1`, limitPrice: 100 }),
          ticketWith({ clientOrderId: `${name}2`, ...exit, quantity }),
        ],
      })
    group('x', 10)
    group('y', 21)
    const events = desk.do(desk.order(2, 'sell', { limitPrice: 100, quantity: 20 }))
    expect(briefly(events).slice(1)).toEqual([
      'traded 10 at 100: 5 1',
      'traded 10 at 100: 5 3',
      'order_activated 2 none',
      'order_rejected 4 reduce_only_exceeds_position',
      'order_rested 2',
    ])
  })
})

describe('reduce-only (section 8)', () => {
  it('cuts the newest orders first when the position shrinks, and all when it is flat', () => {
    const desk = new Desk()
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.position(1, 10, 100)
    const older = desk.limit(1, 'sell', { limitPrice: 150, quantity: 6, reduceOnly: true })
    const newer = desk.limit(1, 'sell', { limitPrice: 140, quantity: 4, reduceOnly: true })
    expect(desk.denial(desk.order(1, 'sell', { limitPrice: 150, quantity: 1, reduceOnly: true }))).toBe(
      'reduce_only_exceeds_position',
    )
    desk.limit(99, 'buy', { limitPrice: 100, quantity: 10 })
    const events = desk.do(desk.order(1, 'sell', { type: 'market', timeInForce: 'ioc', quantity: 3 }))
    expect(briefly(events).slice(2)).toEqual([`order_reduced ${String(newer)} reduce_only`])
    const rest = desk.do(desk.order(1, 'sell', { type: 'market', timeInForce: 'ioc', quantity: 7 }))
    expect(briefly(rest).slice(2)).toEqual([
      `order_canceled ${String(older)} reduce_only`,
      `order_canceled ${String(newer)} reduce_only`,
    ])
  })
})

describe('amending, canceling and closing (sections 16 and 17)', () => {
  const unchanged = {
    revision: null,
    quantity: null,
    limitPrice: null,
    stopPrice: null,
    trailingOffset: null,
    timeInForce: null,
    expiresAt: null,
  } as const

  it('keeps the place of an order that shrinks, takes it from one that grows or moves, and may trade', () => {
    const desk = new Desk()
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.open(2, 100_000, { accountKind: 'margin' })
    desk.limit(2, 'sell', { limitPrice: 105, quantity: 3 })
    const orderId = desk.limit(1, 'buy', { limitPrice: 100 })
    const amend = { kind: 'amend_order', accountId: 1, orderId, ...unchanged } as const
    const { priority } = desk.orderOf(orderId) ?? { priority: 0 }
    desk.do({ ...amend, quantity: lots(5) })
    expect(desk.orderOf(orderId)).toMatchObject({ priority, quantity: 5, revision: 2 })
    expect(desk.denial({ ...amend, revision: 1 })).toBe('revision_mismatch')
    expect(briefly(desk.do({ ...amend, limitPrice: ticks(105) }))).toEqual([
      'order_replaced 2',
      'traded 3 at 105: 2 1',
      'order_rested 2',
    ])
    expect(desk.denial({ ...amend, quantity: lots(2) })).toBe('amend_below_filled')
    expect(desk.denial({ ...amend, stopPrice: ticks(100) })).toBe('amend_not_applicable')
    expect(briefly(desk.do({ ...amend, quantity: lots(3) }))).toEqual(['order_replaced 2'])
    expect(desk.orderOf(orderId)).toBeUndefined()
    expect(desk.denial({ ...amend, quantity: lots(3) })).toBe('order_final')
    expect(desk.denial({ ...amend, orderId: 77 })).toBe('unknown_order')
  })

  it('closes a position, reverses it, and closes all that the market lets go', () => {
    const desk = new Desk()
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.position(1, 10, 100)
    desk.limit(99, 'buy', { limitPrice: 100, quantity: 100 })
    const close = { kind: 'close_position', accountId: 1, instrumentId: 1 } as const
    expect(desk.denial({ ...close, clientOrderId: 'k1', quantity: lots(11) })).toBe('nothing_to_close')
    desk.submit({ ...close, clientOrderId: 'k1', quantity: lots(4) })
    expect(desk.positionOf(1)?.quantity).toBe(6)
    desk.submit({ kind: 'reverse_position', accountId: 1, instrumentId: 1, clientOrderId: 'k2' })
    expect(desk.positionOf(1)?.quantity).toBe(-6)
    desk.list({ instrumentId: 2 })
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'halt' })
    const closeAll = { kind: 'close_all', accountId: 1, clientOrderId: 'k3' } as const
    expect(desk.denial(closeAll)).toBe('phase_refuses_order')
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'continuous' })
    desk.limit(99, 'sell', { limitPrice: 101, quantity: 6 })
    desk.submit(closeAll)
    expect(desk.positionOf(1)?.quantity).toBe(0)
  })
})
