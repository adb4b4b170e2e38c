import { assert } from '../assert.ts'
import type { Input, SubmitOrder } from '../command/commands.ts'
import { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Ticket } from '../order/order-types.ts'
import { Ledger } from './ledger.fixture.ts'
import { RECENT_ORDERS_MAX, SESSION_START, setupInputs } from './session-setup.fixture.ts'

let orders = 0

/** An order in the venue's shares: five lots for sale at 400, unless told otherwise. */
export function submit(accountId: number, fields: Partial<Ticket>): SubmitOrder {
  orders += 1
  const ticket: Ticket = {
    clientOrderId: `t${orders}`,
    instrumentId: 2,
    side: 'sell',
    type: 'limit',
    quantity: lots(5),
    notional: null,
    limitPrice: ticks(400),
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_oldest',
    bracket: null,
    ...fields,
  }
  return { kind: 'submit_order', accountId, ticket }
}

/** A venue that is far away on both sides. */
const book: Input = {
  kind: 'outside_book',
  instrumentId: 2,
  bids: [{ price: ticks(380), size: lots(50) }],
  asks: [{ price: ticks(420), size: lots(50) }],
  last: ticks(400),
}

/** An engine with the accounts of a session after these inputs, and its books. */
export function perform(inputs: readonly Input[]): { engine: Engine; ledger: Ledger; events: EngineEvent[] } {
  const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
  const ledger = new Ledger()
  const events: EngineEvent[] = []
  for (const input of [...setupInputs(), book, ...inputs]) {
    const outcome = engine.execute(input, SESSION_START)
    ledger.market.hear(input, SESSION_START, outcome)
    for (const event of outcome.events) ledger.apply(event)
    events.push(...outcome.events)
  }
  return { engine, ledger, events }
}

/** An event, and the books just before it. */
export interface Staged<Kind extends EngineEvent['kind']> {
  readonly event: Extract<EngineEvent, { kind: Kind }>
  readonly ledger: Ledger
}

/** Runs inputs up to the last event of a kind; that event, and the books as they were before it. */
export function stage<Kind extends EngineEvent['kind']>(kind: Kind, inputs: readonly Input[]): Staged<Kind> {
  const { events } = perform(inputs)
  const index = events.findLastIndex((event) => event.kind === kind)
  const event = events[index]
  assert(isOf(event, kind), 'the inputs bring about an event of the kind')
  const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
  const ledger = new Ledger()
  let left = index
  for (const input of [...setupInputs(), book, ...inputs]) {
    const outcome = engine.execute(input, SESSION_START)
    ledger.market.hear(input, SESSION_START, outcome)
    for (const each of outcome.events.slice(0, left)) ledger.apply(each)
    left -= outcome.events.length
    if (left < 0) break
  }
  return { event, ledger }
}

function isOf<Kind extends EngineEvent['kind']>(
  event: EngineEvent | undefined,
  kind: Kind,
): event is Extract<EngineEvent, { kind: Kind }> {
  return event?.kind === kind
}
