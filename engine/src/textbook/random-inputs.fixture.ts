import fc from 'fast-check'
import type { Input } from '../command/commands.ts'
import type { Phase } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Bracket, Side, Ticket, Trailing } from '../order/order-types.ts'
import type { StateImage } from '../state/state-image.ts'
import { plainSettings } from './desk.fixture.ts'

const side = fc.constantFrom<Side>('buy', 'sell')
const price = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 97, max: 103 }) },
    { weight: 1, arbitrary: fc.integer({ min: 88, max: 112 }) },
  )
  .map(ticks)
const above = fc.integer({ min: 102, max: 108 }).map(ticks)
const below = fc.integer({ min: 92, max: 98 }).map(ticks)
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

/** Exits of an entry near 100: drawn for a purchase, mirrored for a sale. */
const bracket: fc.Arbitrary<Bracket> = fc.record({
  takeProfit: fc.option(above),
  stopLoss: fc
    .option(
      fc.oneof(
        fc.record({ stopPrice: below, limitPrice: rarely(price), trailing: fc.constant(null) }),
        fc.record({ stopPrice: fc.constant(null), limitPrice: fc.constant(null), trailing }),
      ),
    )
    .map((stopLoss) => (stopLoss === null ? null : { ...stopLoss, triggerBy: null })),
})

function mirrored({ takeProfit, stopLoss }: Bracket): Bracket {
  const over = (from: number | null) => (from === null ? null : ticks(200 - from))
  if (stopLoss === null) return { takeProfit: over(takeProfit), stopLoss }
  return { takeProfit: over(takeProfit), stopLoss: { ...stopLoss, stopPrice: over(stopLoss.stopPrice) } }
}

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
      bracket: bracketFor(drawn.side, isByNotional || drawn.reduceOnly ? null : drawn.bracket),
    }
  })

function bracketFor(entry: Side, drawn: Bracket | null): Bracket | null {
  if (drawn === null || (drawn.takeProfit === null && drawn.stopLoss === null)) return null
  return entry === 'buy' ? drawn : mirrored(drawn)
}

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
    const waiting = waitingTicket({ ...second, ...common })
    const pair: [Ticket, Ticket] =
      command.group === 'oco'
        ? [waitingTicket({ ...first, ...common }), { ...waiting, instrumentId: where, reduceOnly }]
        : [{ ...first, ...common }, waiting]
    return { ...command, tickets: pair }
  })

/** A ticket that rests or waits, as the legs of groups do. */
function waitingTicket(drawn: Ticket): Ticket {
  const isAtOnce = drawn.timeInForce === 'ioc' || drawn.timeInForce === 'fok'
  const timeInForce = isAtOnce || drawn.type === 'market' ? 'gtc' : drawn.timeInForce
  if (drawn.type !== 'market') return { ...drawn, timeInForce }
  return { ...drawn, timeInForce, type: 'limit', limitPrice: ticks(100) }
}

const unchanged = {
  quantity: null,
  limitPrice: null,
  stopPrice: null,
  trailingOffset: null,
  timeInForce: null,
  expiresAt: null,
}

/** One or two fields each, since most orders have not all of them. */
const amend = fc
  .record({
    accountId,
    orderId,
    changes: fc.oneof(
      fc.record({ limitPrice: price }),
      fc.record({ quantity }),
      fc.record({ quantity, limitPrice: price }),
      fc.record({ stopPrice: price }),
      fc.record({ trailingOffset: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ timeInForce: fc.constantFrom('day' as const, 'gtc' as const) }),
      fc.constant({}),
    ),
  })
  .map(({ changes, ...command }) => ({
    kind: 'amend_order' as const,
    ...command,
    revision: null,
    ...unchanged,
    ...changes,
  }))

const orderCommand: fc.Arbitrary<Input> = fc.oneof(
  { weight: 30, arbitrary: submit },
  { weight: 8, arbitrary: group },
  { weight: 9, arbitrary: amend },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel_order' as const), accountId, orderId }) },
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

const phase = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Phase>('continuous') },
  { weight: 1, arbitrary: fc.constantFrom<Phase>('halt', 'closed', 'pre_open') },
)

const adminCommand: fc.Arbitrary<Input> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set_phase' as const), instrumentId, phase }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('move_cash' as const),
      accountId,
      amount: fc.bigInt({ min: -2_000n, max: 3_000n }),
    }),
  },
  fc.record({
    kind: fc.constant('set_kill_switch' as const),
    scope: fc.constantFrom('account' as const, 'owner' as const, 'site' as const),
    id: accountId,
    isOn: fc.integer({ min: 0, max: 5 }).map((drawn) => drawn === 0),
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
    { weight: 4, arbitrary: adminCommand },
    { weight: 33, arbitrary: marketInput },
  ),
  after: fc.constantFrom(0, 0, 1, 7, 40, 300),
})

/**
 * Moves what was drawn to what there is: times from "from now" to the clock, order ids to open orders (of
 * their own accounts), and cash accounts away from the instrument that they may not trade.
 */
export function placed(input: Input, at: number, image: StateImage): Input {
  switch (input.kind) {
    case 'submit_order':
      return { ...input, ticket: ticketAt(input.ticket, at, input.accountId) }
    case 'submit_group': {
      const [first, second] = input.tickets
      const { accountId: who } = input
      return { ...input, tickets: [ticketAt(first, at, who), ticketAt(second, at, who)] }
    }
    case 'set_schedule': {
      const boundaries = input.boundaries.map((boundary) => ({ ...boundary, at: boundary.at + at - 100 }))
      return { ...input, boundaries }
    }
    case 'amend_order':
    case 'cancel_order': {
      const order = image.orders[input.orderId % (image.orders.length + 1)]
      if (order === undefined) return input
      return { ...input, orderId: order.orderId, accountId: order.accountId }
    }
    default:
      return input
  }
}

function ticketAt(drawn: Ticket, at: number, who: number): Ticket {
  const { expiresAt } = drawn
  const where = who <= 3 && drawn.instrumentId === 3 ? 1 : drawn.instrumentId
  return { ...drawn, instrumentId: where, expiresAt: expiresAt === null ? null : at + expiresAt }
}
