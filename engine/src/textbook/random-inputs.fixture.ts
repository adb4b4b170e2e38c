import fc from 'fast-check'
import type { Input } from '../command/commands.ts'
import type { Phase } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Bracket, Side, Ticket, Trailing } from '../order/order-types.ts'
import { plainSettings } from './desk.fixture.ts'

const side = fc.constantFrom<Side>('buy', 'sell')
const price = fc.integer({ min: 88, max: 112 }).map(ticks)
const quantity = fc.integer({ min: 1, max: 30 }).map(lots)
const size = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })).map(lots)
const accountId = fc.integer({ min: 1, max: 8 })
const instrumentId = fc.integer({ min: 1, max: 3 })
const orderId = fc.integer({ min: 1, max: 60 })
const clientOrderId = fc.integer({ min: 1, max: 2_000_000 }).map((id) => `r${String(id)}`)

function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { freq: 3, nil: null })
}

const trailing: fc.Arbitrary<Trailing> = fc.record({
  unit: fc.constantFrom('ticks' as const, 'ppm' as const),
  offset: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 5_000, max: 60_000 })),
  activationPrice: rarely(price),
})

const bracket: fc.Arbitrary<Bracket> = fc.record({
  takeProfit: fc.option(price),
  stopLoss: fc
    .option(
      fc.oneof(
        fc.record({ stopPrice: price, limitPrice: rarely(price), trailing: fc.constant(null) }),
        fc.record({ stopPrice: fc.constant(null), limitPrice: fc.constant(null), trailing }),
      ),
    )
    .map((stopLoss) => (stopLoss === null ? null : { ...stopLoss, triggerBy: null })),
})

/** Tickets whose shape is mostly right, since wrong shapes are refused at once and show nothing more. */
const ticket: fc.Arbitrary<Ticket> = fc
  .record({
    clientOrderId,
    instrumentId,
    side,
    type: fc.constantFrom(
      ...([
        'market',
        'limit',
        'limit',
        'limit',
        'stop',
        'stop_limit',
        'trailing_stop',
        'take_profit',
      ] as const),
    ),
    quantity,
    limitPrice: price,
    stopPrice: price,
    hasLimit: fc.boolean(),
    triggerBy: rarely(fc.constantFrom('last' as const, 'bid_ask' as const, 'mark' as const)),
    trailing,
    timeInForce: fc.constantFrom(...(['day', 'gtc', 'gtc', 'gtd', 'ioc', 'fok'] as const)),
    life: fc.integer({ min: 1, max: 3_000 }),
    postOnly: fc.constantFrom(...(['no', 'no', 'no', 'reject', 'reprice'] as const)),
    reduceOnly: fc.boolean().chain((is) => (is ? fc.boolean() : fc.constant(false))),
    selfTradePrevention: fc.constantFrom(
      ...(['cancel_newest', 'cancel_oldest', 'cancel_both', 'decrement'] as const),
    ),
    bracket: rarely(bracket),
    notional: rarely(fc.bigInt({ min: 1n, max: 5_000n })),
  })
  .map(({ hasLimit, life, ...drawn }) => {
    const waits = drawn.type !== 'market' && drawn.type !== 'limit'
    const atOnce = drawn.timeInForce === 'ioc' || drawn.timeInForce === 'fok'
    const needsLimit = drawn.type === 'limit' || drawn.type === 'stop_limit'
    const timeInForce =
      waits && atOnce ? 'gtc' : drawn.type === 'market' && !atOnce ? 'day' : drawn.timeInForce
    const isByNotional = drawn.type === 'market' && timeInForce !== 'fok' && drawn.notional !== null
    return {
      ...drawn,
      timeInForce,
      quantity: isByNotional ? null : drawn.quantity,
      notional: isByNotional ? drawn.notional : null,
      limitPrice: needsLimit || (drawn.type === 'take_profit' && hasLimit) ? drawn.limitPrice : null,
      stopPrice: waits && drawn.type !== 'trailing_stop' ? drawn.stopPrice : null,
      triggerBy: waits ? drawn.triggerBy : null,
      trailing: drawn.type === 'trailing_stop' ? drawn.trailing : null,
      expiresAt: timeInForce === 'gtd' ? life : null,
      postOnly: drawn.type === 'limit' && !atOnce ? drawn.postOnly : 'no',
      bracket: isByNotional || drawn.reduceOnly ? null : drawn.bracket,
    }
  })

const submit = fc.record({ kind: fc.constant('submit_order' as const), accountId, ticket })

const group = fc
  .record({
    kind: fc.constant('submit_group' as const),
    accountId,
    group: fc.constantFrom('oco' as const, 'oto' as const),
    tickets: fc.tuple(ticket, ticket),
  })
  .map(({ tickets: [first, second], ...command }) => {
    const common = { bracket: null, notional: null, quantity: first.quantity ?? lots(5) }
    const { instrumentId: where, reduceOnly } = first
    const pair: [Ticket, Ticket] = [
      { ...first, ...common },
      command.group === 'oco'
        ? { ...second, ...common, instrumentId: where, reduceOnly }
        : { ...second, ...common },
    ]
    return { ...command, tickets: pair }
  })

const amend = fc.record({
  kind: fc.constant('amend_order' as const),
  accountId,
  orderId,
  revision: fc.constant(null),
  quantity: fc.option(quantity),
  limitPrice: fc.option(price),
  stopPrice: rarely(price),
  trailingOffset: rarely(fc.integer({ min: 1, max: 8 })),
  timeInForce: rarely(fc.constantFrom('day' as const, 'gtc' as const)),
  expiresAt: fc.constant(null),
})

const orderCommand: fc.Arbitrary<Input> = fc.oneof(
  { weight: 30, arbitrary: submit },
  { weight: 8, arbitrary: group },
  { weight: 6, arbitrary: amend },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('cancel_order' as const), accountId, orderId }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cancel_all' as const),
      accountId,
      instrumentId: fc.option(instrumentId),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('close_position' as const),
      accountId,
      clientOrderId,
      instrumentId,
      quantity: fc.option(quantity),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reverse_position' as const),
      accountId,
      clientOrderId,
      instrumentId,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close_all' as const), accountId, clientOrderId }) },
)

const phase = fc.constantFrom<Phase>('continuous', 'continuous', 'continuous', 'continuous', 'halt', 'closed')

const adminCommand: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant('set_phase' as const), instrumentId, phase }),
  fc.record({
    kind: fc.constant('move_cash' as const),
    accountId,
    amount: fc.bigInt({ min: -2_000n, max: 3_000n }),
  }),
  fc.record({
    kind: fc.constant('set_kill_switch' as const),
    scope: fc.constantFrom('account' as const, 'owner' as const, 'site' as const),
    id: accountId,
    isOn: fc.boolean().chain((is) => (is ? fc.boolean() : fc.constant(false))),
  }),
  fc.record({
    kind: fc.constant('reset_account' as const),
    accountId,
    balance: fc.bigInt({ min: 0n, max: 5_000n }),
  }),
  fc.record({
    kind: fc.constant('set_leverage' as const),
    accountId,
    instrumentId,
    leverage: fc.integer({ min: 1, max: 10 }),
  }),
  fc.record({
    kind: fc.constant('configure_account' as const),
    accountId,
    settings: fc.record({
      fillModel: fc.constantFrom('depth' as const, 'touch' as const),
      latencyMs: fc.constantFrom(0, 0, 0, 50),
      dailyLossMax: rarely(fc.bigInt({ min: 10n, max: 2_000n })),
      openOrdersMax: fc.constant(plainSettings.openOrdersMax),
    }),
  }),
  fc
    .record({
      kind: fc.constant('set_schedule' as const),
      instrumentId,
      drawn: fc.array(fc.record({ at: fc.integer({ min: 1, max: 500 }), phase, endsDay: fc.boolean() }), {
        maxLength: 3,
      }),
    })
    .map(({ drawn, ...command }) => ({
      ...command,
      boundaries: drawn
        .sort((left, right) => left.at - right.at)
        .filter(({ at }, index) => drawn.findIndex((other) => other.at === at) === index),
    })),
)

const bookSide = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), size), { maxLength: 3 })

function ladder(best: number, steps: readonly (readonly [number, number])[], direction: 1 | -1) {
  let at = best
  return steps.map(([step, many]) => {
    at += step * direction
    return { price: ticks(at), size: lots(many) }
  })
}

const marketInput: fc.Arbitrary<Input> = fc.oneof(
  fc
    .record({ instrumentId, middle: price, bids: bookSide, asks: bookSide, last: fc.option(price) })
    .map(({ middle, bids, asks, ...input }) => ({
      kind: 'outside_book' as const,
      ...input,
      bids: ladder(middle, bids, -1),
      asks: ladder(middle, asks, 1),
    })),
  fc.record({
    kind: fc.constant('outside_levels' as const),
    instrumentId,
    changes: fc.array(fc.record({ side, price, size }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('outside_trade' as const),
    instrumentId,
    price,
    quantity,
    aggressor: fc.option(side),
    newSize: fc.option(size),
  }),
  fc.record({
    kind: fc.constant('outside_order' as const),
    instrumentId,
    side,
    quantity,
    limitPrice: fc.option(price),
  }),
  fc.constant({ kind: 'tick' as const }),
)

/** An input and the milliseconds that pass before it. */
export interface TimedInput {
  readonly input: Input
  readonly after: number
}

/** Inputs over 8 accounts and 3 instruments; times in them count from the input itself, see `placed`. */
export const anyInput: fc.Arbitrary<TimedInput> = fc.record({
  input: fc.oneof(
    { weight: 60, arbitrary: orderCommand },
    { weight: 7, arbitrary: adminCommand },
    { weight: 33, arbitrary: marketInput },
  ),
  after: fc.constantFrom(0, 0, 1, 7, 40, 300),
})

/** Moves the times in an input from "from now" to the clock, and its order ids to recent ones. */
export function placed(input: Input, at: number, nextOrderId: number): Input {
  switch (input.kind) {
    case 'submit_order':
      return { ...input, ticket: ticketAt(input.ticket, at) }
    case 'submit_group':
      return { ...input, tickets: [ticketAt(input.tickets[0], at), ticketAt(input.tickets[1], at)] }
    case 'set_schedule': {
      const boundaries = input.boundaries.map((boundary) => ({ ...boundary, at: boundary.at + at - 100 }))
      return { ...input, boundaries }
    }
    case 'amend_order':
    case 'cancel_order':
      return { ...input, orderId: Math.max(1, nextOrderId - input.orderId) }
    default:
      return input
  }
}

function ticketAt(ticketDrawn: Ticket, at: number): Ticket {
  const { expiresAt } = ticketDrawn
  return expiresAt === null ? ticketDrawn : { ...ticketDrawn, expiresAt: at + expiresAt }
}
