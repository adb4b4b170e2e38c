import { describe, expect, it } from 'vitest'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { bookOf, briefly, Desk, levels, plainSettings, tradesOf } from './desk.fixture.ts'

const fees = { makerPpm: 1_000, takerPpm: 2_000, perLotMicros: 0 }

describe('money (section 9)', () => {
  it('books the cost of what is left, the profit of what is closed, and fees apart', () => {
    const desk = new Desk({ fees, settlement: 'pnl' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.position(1, 3, 101)
    expect(desk.positionOf(1)).toMatchObject({ quantity: 3, cost: 303n })
    desk.limit(99, 'buy', { limitPrice: 110, quantity: 10 })
    const [trade] = tradesOf(desk.do(desk.order(1, 'sell', { limitPrice: 110, quantity: 5 })))
    expect(trade?.taker).toMatchObject({
      closed: 3,
      opened: 2,
      costRemoved: 303n,
      costAdded: 220n,
      realizedPnl: 27n,
      cashDelta: 27n,
      fee: 2n,
    })
    expect(desk.positionOf(1)).toMatchObject({ quantity: -2, cost: 220n, realizedPnl: 27n })
    expect(desk.account(1)).toMatchObject({ cash: 100_000n + 27n - 1n - 2n, fees: 3n })
  })

  it('takes the part of the cost that belongs to a part of the position, half to even', () => {
    const desk = new Desk({ tickValue: { numerator: 1n, denominator: 2n } })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.position(1, 3, 101)
    expect(desk.positionOf(1)?.cost).toBe(152n)
    desk.limit(99, 'buy', { limitPrice: 101, quantity: 10 })
    const [trade] = tradesOf(desk.do(desk.order(1, 'sell', { limitPrice: 101, quantity: 1 })))
    expect(trade?.taker).toMatchObject({ costRemoved: 51n, cashDelta: 50n, realizedPnl: -1n })
    expect(desk.positionOf(1)).toMatchObject({ quantity: 2, cost: 101n })
  })

  it('counts a short position against the money that its sale brought', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 1_000, { accountKind: 'margin' })
    desk.book([[100, 99]], [[101, 99]])
    desk.market(1, 'sell', { quantity: 10 })
    expect(desk.account(1)?.cash).toBe(2_000n)
    // Equity is 2,000 - 1,000, of which 100 must stay: 900 are free.
    const out = { kind: 'move_cash', accountId: 1 } as const
    expect(desk.denial({ ...out, amount: -901n })).toBe('insufficient_funds')
    expect(desk.denial({ ...out, amount: -900n })).toBeNull()
  })

  it('holds the price and the greater fee of a purchase, and gives back what a fill frees', () => {
    const desk = new Desk({ fees, collarPpm: 50_000 })
    desk.open(1, 10_000)
    desk.open(2, 10_000, { accountKind: 'margin' })
    desk.limit(1, 'buy', { limitPrice: 100, quantity: 10 })
    expect(desk.account(1)?.hold).toBe(1_002n)
    desk.limit(2, 'sell', { limitPrice: 100, quantity: 4 })
    expect(desk.account(1)).toMatchObject({ hold: 602n, cash: 10_000n - 400n - 1n })
    desk.limit(1, 'buy', { type: 'stop', stopPrice: 119, quantity: 10 })
    expect(desk.account(1)?.hold).toBe(602n + 1_250n + 3n)
  })

  it('lets a margin account open what its equity covers, and close whatever it has', () => {
    const desk = new Desk()
    desk.open(1, 100, { accountKind: 'margin' })
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 100, quantity: 11 }))).toBe('insufficient_margin')
    desk.position(1, 10, 100)
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 90, quantity: 1 }))).toBe('insufficient_margin')
    expect(desk.denial(desk.order(1, 'sell', { limitPrice: 110, quantity: 18 }))).toBeNull()
    expect(desk.denial({ kind: 'move_cash', accountId: 1, amount: -1n })).toBe('insufficient_funds')
  })

  it('resets an account against the house, and starts a new generation', () => {
    const desk = new Desk()
    desk.open(1, 1_000, { accountKind: 'margin', dailyLossMax: 500n })
    desk.position(1, 10, 100)
    desk.limit(1, 'buy', { limitPrice: 50, quantity: 1 })
    const events = desk.do({ kind: 'reset_account', accountId: 1, balance: 700n })
    expect(events.map(({ kind }) => kind)).toEqual([
      'order_canceled',
      'position_reset',
      'cash_moved',
      'generation_started',
      'loss_baseline_set',
    ])
    expect(desk.account(1)).toMatchObject({ cash: 700n, generation: 2, lossBaseline: 700n, positions: [] })
    expect(desk.exchange.image().instruments[0]).toMatchObject({ housePosition: 10n, houseCash: -1_000n })
  })
})

describe('what a purchase may spend (sections 6 and 9)', () => {
  it('spends all that a fired stop held, and cancels what that does not pay for', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 1_000)
    desk.book(
      [[90, 9]],
      [
        [110, 5],
        [120, 50],
      ],
    )
    desk.limit(1, 'buy', { type: 'stop', stopPrice: 100, quantity: 10 })
    const print = { kind: 'outside_trade', instrumentId: 1, aggressor: null, newSize: null } as const
    expect(briefly(desk.do({ ...print, price: ticks(100), quantity: lots(1) }))).toEqual([
      'order_triggered 1',
      'traded 5 at 110: 1 -',
      'traded 3 at 120: 1 -',
      'order_canceled 1 insufficient_funds',
    ])
    expect(desk.account(1)).toMatchObject({ cash: 90n, hold: 0n })
  })

  it('keeps the fill model of an account while it has orders', () => {
    const desk = new Desk()
    desk.open(1, 1_000)
    const orderId = desk.limit(1, 'buy', { limitPrice: 1 })
    const settings = { ...plainSettings, fillModel: 'touch' } as const
    const configure = { kind: 'configure_account', accountId: 1, settings } as const
    expect(desk.denial(configure)).toBe('orders_open')
    desk.do({ kind: 'cancel_order', accountId: 1, orderId })
    expect(desk.denial(configure)).toBeNull()
  })
})

describe('triggers (section 10)', () => {
  const print = { kind: 'outside_trade', instrumentId: 1, aggressor: 'sell', newSize: null } as const
  const at = (price: number) => ({ ...print, price: ticks(price), quantity: lots(1) })

  it('needs a second price outside the band before it fires, the greatest overshoot first', () => {
    const desk = new Desk({ tape: 'venue', triggerBandPpm: 20_000 })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[50, 900]], [[200, 900]])
    desk.do(at(100))
    const nearer = desk.limit(1, 'sell', { type: 'stop', stopPrice: 90 })
    const farther = desk.limit(1, 'sell', { type: 'stop', stopPrice: 95 })
    expect(briefly(desk.do(at(80)))).toEqual([])
    expect(briefly(desk.do(at(85))).slice(0, 2)).toEqual([
      `order_triggered ${String(farther)}`,
      `order_triggered ${String(nearer)}`,
    ])
    expect(desk.denial(desk.order(1, 'sell', { type: 'stop', stopPrice: 85 }))).toBe('stop_already_met')
  })

  it('trails the watermark, tells of it once a second, and fires from the live stop', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[50, 900]], [[200, 900]])
    desk.do(at(100))
    const trailing = { unit: 'ticks', offset: 5, activationPrice: null } as const
    const orderId = desk.limit(1, 'sell', { type: 'trailing_stop', trailing })
    expect(desk.orderOf(orderId)).toMatchObject({ watermark: 100, stopPrice: 95 })
    desk.now += 999
    expect(briefly(desk.do(at(110)))).toEqual([])
    expect(desk.orderOf(orderId)).toMatchObject({ watermark: 100 })
    desk.now += 1
    expect(desk.do(at(111))).toMatchObject([{ kind: 'trailing_moved', watermark: 111, stopPrice: 106 }])
    desk.do(at(112))
    expect(desk.do(at(107))[0]).toMatchObject({ kind: 'order_triggered', stopPrice: 107, watermark: 112 })
  })

  it('never fires while the market is halted or stale', () => {
    const desk = new Desk({ tape: 'venue', staleAfterMs: 500 })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[99, 9]], [[101, 9]])
    desk.limit(1, 'sell', { type: 'stop', stopPrice: 90 })
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'halt' })
    expect(briefly(desk.do(at(80)))).toEqual([])
    desk.do({ kind: 'set_phase', instrumentId: 1, phase: 'continuous' })
    desk.now += 500
    expect(briefly(desk.do(at(80)))).toEqual([])
    const back = desk.do(bookOf([[79, 99]], [[81, 9]], 80))
    expect(briefly(back)).toEqual(['order_triggered 1', 'traded 10 at 79: 1 -'])
  })
})

describe('timers (section 12)', () => {
  it('ends the day before it changes the phase, and opens with what queued', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { accountKind: 'margin' })
    desk.open(2, 10_000, { accountKind: 'margin' })
    const boundaries = [
      { at: 2_000, phase: 'closed', endsDay: true },
      { at: 3_000, phase: 'continuous', endsDay: false },
    ] as const
    desk.do({ kind: 'set_schedule', instrumentId: 1, boundaries })
    const day = desk.limit(1, 'buy', { limitPrice: 100, timeInForce: 'day' })
    desk.now = 2_500
    expect(desk.do({ kind: 'tick' })).toMatchObject([
      { kind: 'order_expired', orderId: day, at: 2_000 },
      { kind: 'phase_changed', phase: 'closed', isBoundary: true, at: 2_000 },
    ])
    const seller = desk.limit(1, 'sell', { limitPrice: 100 })
    const buyer = desk.limit(2, 'buy', { limitPrice: 101 })
    desk.now = 3_000
    expect(briefly(desk.do({ kind: 'tick' }))).toEqual([
      'phase_changed',
      `order_rested ${String(seller)}`,
      `traded 10 at 100: ${String(buyer)} ${String(seller)}`,
    ])
    expect(desk.exchange.image().instruments[0]?.schedule).toEqual([])
  })

  it('fires timers by their due times, then in the order in which they were made', () => {
    const desk = new Desk()
    desk.open(1, 10_000)
    const terms = { timeInForce: 'gtd', quantity: 1, limitPrice: 1 } as const
    for (const expiresAt of [1_700, 1_600, 1_700, 1_500]) desk.limit(1, 'buy', { ...terms, expiresAt })
    desk.now = 9_000
    const events = desk.do({ kind: 'tick' })
    expect(events.map((event) => ('orderId' in event ? event.orderId : 0))).toEqual([4, 2, 1, 3])
  })

  it('lets orders, cancels and amends wait for the latency of the account', () => {
    const desk = new Desk()
    desk.open(1, 10_000, { latencyMs: 100 })
    const orderId = desk.limit(1, 'buy', { limitPrice: 100 })
    expect(desk.orderOf(orderId)).toMatchObject({ status: 'pending_new', place: 'latency', releaseAt: 1_100 })
    desk.now = 1_100
    expect(briefly(desk.do({ kind: 'tick' }))).toEqual(['order_released 1', 'order_rested 1'])
    const none = { quantity: null, stopPrice: null, trailingOffset: null, timeInForce: null, expiresAt: null }
    const amend = { kind: 'amend_order', accountId: 1, orderId, revision: null, ...none } as const
    desk.do({ ...amend, limitPrice: ticks(90) })
    expect(desk.denial({ ...amend, limitPrice: ticks(80) })).toBe('order_pending')
    desk.do({ kind: 'cancel_order', accountId: 1, orderId })
    expect(desk.orderOf(orderId)).toMatchObject({ status: 'pending_cancel', pendingChanges: null })
    desk.now = 1_200
    expect(desk.do({ kind: 'tick' })).toMatchObject([{ kind: 'order_canceled', reason: 'user', at: 1_200 }])
  })
})

describe('risk (section 13)', () => {
  it('calls, liquidates the fewest lots, waits for liquidity, and ends', () => {
    const desk = new Desk({ tape: 'venue', lotTable: [{ from: 1, step: 2 }], quantityMax: lots(99) })
    desk.open(1, 100, { accountKind: 'margin' })
    desk.book([[100, 99]], [[101, 10]])
    desk.market(1, 'buy', { quantity: 9 })
    const plain = desk.limit(1, 'buy', { limitPrice: 1, quantity: 1 })
    desk.book([[96, 99]], [[97, 9]])
    expect(desk.account(1)).toMatchObject({ isMarginCalled: true, isLiquidating: false })
    const events = desk.do(bookOf([[93, 2]], [[95, 9]]))
    expect(briefly(events)).toEqual([
      'liquidation_started',
      `order_canceled ${String(plain)} liquidation`,
      'order_accepted 3 none',
      'traded 2 at 93: 3 -',
      'order_parked 3 exit',
    ])
    expect(desk.orderOf(3)).toMatchObject({ role: 'liquidation', place: 'exit' })
    const rest = desk.do(bookOf([[93, 99]], [[95, 9]]))
    expect(rest.at(-1)?.kind).toBe('liquidation_ended')
    expect(desk.account(1)).toMatchObject({ isLiquidating: false, isMarginCalled: false })
  })

  it('lets only reduce-only orders in while it liquidates', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100, { accountKind: 'margin' })
    desk.book([[100, 99]], [[101, 10]])
    desk.market(1, 'buy', { quantity: 9 })
    desk.do(bookOf([], [[93, 9]]))
    expect(desk.account(1)).toMatchObject({ isLiquidating: true })
    const sell = { quantity: 1, limitPrice: 120 } as const
    expect(desk.denial(desk.order(1, 'sell', sell))).toBe('liquidating')
    expect(desk.denial(desk.order(1, 'sell', { ...sell, reduceOnly: true }))).not.toBe('liquidating')
  })

  it('pays a debt without positions from the insurance', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100, { accountKind: 'margin' })
    desk.book([[100, 99]], [[100 + 1, 10]])
    desk.market(1, 'buy', { quantity: 9 })
    desk.book([[50, 99]], [[51, 9]])
    expect(desk.account(1)).toMatchObject({ cash: 0n, positions: [{ quantity: 0 }] })
    expect(desk.exchange.image().currencies).toMatchObject([{ insurance: -(909n - 100n - 450n) }])
  })

  it('locks an account that lost its limit until the next UTC day', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 10_000, { accountKind: 'margin', dailyLossMax: 100n })
    desk.book([[100, 99]], [[101, 10]])
    desk.market(1, 'buy', { quantity: 10 })
    expect(briefly(desk.do(bookOf([[90, 99]], [[91, 10]])))).toEqual(['loss_locked'])
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 80 }))).toBe('loss_lock')
    desk.now = 86_400_000
    expect(desk.do({ kind: 'tick' })).toMatchObject([
      { kind: 'loss_baseline_set', equity: 9_890n },
      { kind: 'day_timer_set', dueAt: 2 * 86_400_000 },
    ])
    expect(desk.denial(desk.order(1, 'buy', { limitPrice: 80 }))).toBeNull()
  })
})

describe('outside liquidity (section 14)', () => {
  const trade = { kind: 'outside_trade', instrumentId: 1 } as const

  it('keeps what users took taken, whatever the venue repeats', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[99, 10]], [[101, 10]])
    desk.market(1, 'buy', { quantity: 4 })
    desk.book([[99, 10]], [[101, 10]])
    expect(desk.exchange.depth(1).asks).toEqual([{ price: 101, userQuantity: 0n, outsideSize: 6 }])
    const [level] = levels([101, 12])
    if (level !== undefined) {
      desk.do({ kind: 'outside_levels', instrumentId: 1, changes: [{ side: 'sell', ...level }] })
    }
    expect(desk.exchange.depth(1).asks).toEqual([{ price: 101, userQuantity: 0n, outsideSize: 8 }])
  })

  it('lets a resting order wait for what was displayed before it, unless its account is on touch', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.open(2, 100_000, { accountKind: 'margin', fillModel: 'touch' })
    desk.book([[99, 10]], [[101, 10]])
    const patient = desk.limit(1, 'buy', { limitPrice: 99, quantity: 4 })
    desk.limit(2, 'buy', { limitPrice: 99, quantity: 4 })
    expect(desk.orderOf(patient)?.queueAhead).toBe(10)
    const print = { ...trade, price: ticks(99), aggressor: 'sell', newSize: null } as const
    expect(briefly(desk.do({ ...print, quantity: lots(8) }))).toEqual([])
    expect(briefly(desk.do({ ...print, quantity: lots(7) }))).toEqual([
      'traded 4 at 99: - 1',
      'traded 3 at 99: - 2',
    ])
  })

  it('fills whole what a print went through, at the price that rested', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[99, 10]], [[101, 10]])
    desk.limit(1, 'buy', { limitPrice: 99, quantity: 4 })
    const events = desk.do({
      ...trade,
      price: ticks(98),
      quantity: lots(3),
      aggressor: 'sell',
      newSize: null,
    })
    expect(tradesOf(events)).toMatchObject([
      { price: 99, quantity: 3, evidence: { source: 'through', price: 98, size: 3, queueAhead: 10 } },
    ])
  })

  it('trades what the venue shows across a user at the price of the user', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[98, 10]], [[101, 10]])
    desk.limit(1, 'buy', { limitPrice: 99, quantity: 4 })
    const events = desk.do(
      bookOf(
        [[90, 1]],
        [
          [97, 3],
          [99, 5],
        ],
      ),
    )
    expect(tradesOf(events)).toMatchObject([
      { price: 99, quantity: 3, evidence: { source: 'crossing', price: 97, size: 3 } },
      { price: 99, quantity: 1, evidence: { source: 'crossing', price: 99, size: 5 } },
    ])
    expect(desk.exchange.depth(1).asks).toEqual([{ price: 99, userQuantity: 0n, outsideSize: 4 }])
  })

  it('lets the outside world take from users and venue alike', () => {
    const desk = new Desk()
    desk.open(1, 100_000, { accountKind: 'margin' })
    desk.book([[99, 10]], [[101, 5]])
    desk.limit(1, 'sell', { limitPrice: 101, quantity: 4 })
    const order = { kind: 'outside_order', instrumentId: 1, side: 'buy', limitPrice: null } as const
    const events = desk.do({ ...order, quantity: lots(7) })
    expect(tradesOf(events)).toMatchObject([{ quantity: 2, evidence: { source: 'aggressor', size: 2 } }])
    expect(desk.exchange.depth(1).asks).toEqual([{ price: 101, userQuantity: 2n, outsideSize: 0 }])
  })

  it('gives a taker on touch the displayed quote for any size, and consumes nothing', () => {
    const desk = new Desk({ tape: 'venue' })
    desk.open(1, 100_000, { accountKind: 'margin', fillModel: 'touch' })
    desk.book([[99, 10]], [[101, 5]])
    const events = desk.do(desk.order(1, 'buy', { type: 'market', timeInForce: 'ioc', quantity: 50 }))
    expect(tradesOf(events)).toMatchObject([{ quantity: 50, evidence: { source: 'quote', size: 5 } }])
    expect(desk.exchange.depth(1).asks).toEqual([{ price: 101, userQuantity: 0n, outsideSize: 5 }])
  })
})
