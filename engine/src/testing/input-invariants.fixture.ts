/**
 * What must hold of an input and its outcome, by the numbers of the design: each check looks at the engine
 * before the input, and at the outcome afterwards.
 */
import type { Input } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import { findOffence } from '../command/well-formed.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Ticket } from '../order/order-types.ts'
import { isTimerDue, type AfterInput, type InputCheck } from './checks.fixture.ts'
import { findDifference, textOf } from './difference.fixture.ts'
import type { Ledger, LedgerOrder } from './ledger.fixture.ts'
import { marginChecks } from './margin-invariants.fixture.ts'

/** Fires the timers that are due, and is refused. */
const refused: Input = {
  kind: 'cancel_order',
  accountId: Number.MAX_SAFE_INTEGER,
  orderId: 0,
}

/** A8: what is refused, or was done before, leaves the state as it was after the timers. */
const refusalLeavesNoTrace: InputCheck = {
  before({ timed, engine, isCostly }) {
    if (!isCostly) return null
    const probe = engine.preview(timed.input, timed.at)
    if (probe.kind === 'accepted' || probe.events.length > 0) return null
    engine.preview(refused, timed.at)
    const before = engine.image()
    return (outcome) => {
      if (outcome.kind === 'accepted') return 'a preview refused what was accepted'
      const difference = findDifference(before, engine.image())
      return difference === null ? null : `a refusal changed ${difference.path}`
    }
  },
}

/** A preview says what the input will do, and leaves nothing behind. */
const previewIsExact: InputCheck = {
  before({ timed, engine, isCostly }) {
    if (!isCostly) return null
    const before = engine.image()
    const expected = engine.preview(timed.input, timed.at)
    const changed = findDifference(before, engine.image())
    return (outcome) => {
      if (changed !== null) return `a preview changed ${changed.path}`
      const difference = findDifference(expected, outcome)
      if (difference === null) return null
      return `${difference.path} is ${textOf(difference.other)}, by the preview ${textOf(difference.one)}`
    }
  },
}

/** One client order id of a command, and all that was sent under it. */
interface Sent {
  readonly clientOrderId: string
  readonly body: unknown
}

/** What a command sends under client order ids; each ticket of a group stands under its own. */
function sentBy(input: Input): readonly Sent[] {
  switch (input.kind) {
    case 'submit_order':
      return [{ clientOrderId: input.ticket.clientOrderId, body: input }]
    case 'submit_group': {
      const { kind, accountId, group } = input
      return input.tickets.map((ticket) => {
        return {
          clientOrderId: ticket.clientOrderId,
          body: { kind, accountId, group, ticket },
        }
      })
    }
    case 'close_position':
    case 'reverse_position':
    case 'close_all':
      return [{ clientOrderId: input.clientOrderId, body: input }]
    default:
      return []
  }
}

/** O5: one client order id is one order: another body under it is refused, the same one is told again. */
const clientOrderIdIsOneOrder: InputCheck = {
  before({ timed: { input }, ledger }) {
    const judge = judgeOf(ledger, input)
    if (judge === null || !('accountId' in input)) return null
    return (outcome) => {
      const found = judge(outcome)
      if (outcome.kind !== 'accepted') return found
      for (const { clientOrderId } of sentBy(input)) {
        const made = ledger.orderNamed(input.accountId, clientOrderId)
        if (made !== null) ledger.sent.set(made.orderId, input)
      }
      return found
    }
  },
}

/** O5 where ids are about to be forgotten, and for bodies that differ little: clients rarely send them. */
const clientOrderIdsAreKept: InputCheck = {
  before(situation) {
    const { timed, engine, ledger, isCostly } = situation
    if (!isCostly || isTimerDue(situation)) return null
    let found: string | null = null
    for (const input of atTheEdgeOfMemory(ledger)) {
      for (const asked of [input, almost(input, ledger.endedCount)]) {
        found ??= judgeOf(ledger, asked)?.(engine.preview(asked, timed.at)) ?? null
      }
    }
    return () => found
  },
}

/** What was sent for the order that was forgotten last, and for the one that is forgotten next. */
function atTheEdgeOfMemory(ledger: Ledger): Input[] {
  let [forgotten, next]: [LedgerOrder | null, LedgerOrder | null] = [null, null]
  for (const orderId of ledger.sent.keys()) {
    const order = ledger.orders.get(orderId)
    const { endedAs = null } = order ?? {}
    if (order === undefined || endedAs === null) continue
    if (!ledger.isRemembered(order, ledger.endedCount)) {
      if (endedAs > (forgotten?.endedAs ?? 0)) forgotten = order
    } else if (endedAs < (next?.endedAs ?? Infinity)) next = order
  }
  return [forgotten, next]
    .map((order) => (order === null ? undefined : ledger.sent.get(order.orderId)))
    .filter((input) => input !== undefined)
}

/** The same but for one field, another one each time. */
function almost(input: Input, turn: number): Input {
  switch (input.kind) {
    case 'submit_order':
      return { ...input, ticket: almostTicket(input.ticket, turn) }
    case 'submit_group': {
      const [first, second] = input.tickets
      if (turn % 3 === 0) return { ...input, group: input.group === 'oco' ? 'oto' : 'oco' }
      const isFirst = turn % 3 === 1
      return {
        ...input,
        tickets: isFirst ? [almostTicket(first, turn), second] : [first, almostTicket(second, turn)],
      }
    }
    case 'close_position':
      return { ...input, quantity: lots((input.quantity ?? 0) + 1) }
    case 'reverse_position':
      return { ...input, instrumentId: input.instrumentId + 1 }
    default:
      return input
  }
}

function almostTicket(ticket: Ticket, turn: number): Ticket {
  const { instrumentId, quantity, notional, limitPrice, stopPrice, expiresAt, trailing, bracket } = ticket
  const others: readonly Partial<Ticket>[] = [
    { instrumentId: instrumentId + 1 },
    { side: ticket.side === 'buy' ? 'sell' : 'buy' },
    { type: ticket.type === 'limit' ? 'market' : 'limit' },
    { quantity: lots((quantity ?? 0) + 1) },
    { notional: (notional ?? 0n) + 1n },
    { limitPrice: ticks((limitPrice ?? 0) + 1) },
    { stopPrice: ticks((stopPrice ?? 0) + 1) },
    { triggerBy: ticket.triggerBy === 'last' ? 'mark' : 'last' },
    {
      trailing: {
        unit: 'ticks',
        activationPrice: null,
        ...trailing,
        offset: (trailing?.offset ?? 0) + 1,
      },
    },
    { timeInForce: ticket.timeInForce === 'day' ? 'gtc' : 'day' },
    { expiresAt: (expiresAt ?? 0) + 1 },
    { postOnly: ticket.postOnly === 'no' ? 'reject' : 'no' },
    { reduceOnly: !ticket.reduceOnly },
    {
      selfTradePrevention: ticket.selfTradePrevention === 'cancel_both' ? 'decrement' : 'cancel_both',
    },
    {
      bracket: {
        stopLoss: null,
        ...bracket,
        takeProfit: ticks((bracket?.takeProfit ?? 0) + 1),
      },
    },
  ]
  return { ...ticket, ...others[turn % others.length] }
}

/** Judges the answer to a command by the orders that there are under its ids; `null`: it has none. */
function judgeOf(ledger: Ledger, input: Input): AfterInput | null {
  if (!('accountId' in input) || findOffence(input) !== null) return null
  const { accountId } = input
  const sent = sentBy(input)
  if (sent.length === 0 || !ledger.accounts.has(accountId)) return null
  const orders = sent.map(({ clientOrderId }) => ledger.orderNamed(accountId, clientOrderId))
  return (outcome) => {
    if (outcome.kind === 'denied' && outcome.denial.code === 'time_went_backward') return null
    // A timer of the same input may have ended orders, so that ids are forgotten before the command.
    const endedCount = endedBefore(ledger, outcome)
    const firsts = orders.map((order) => {
      return order !== null && ledger.isRemembered(order, endedCount) ? order : null
    })
    return findWrongAnswer(dueAnswer(ledger, sent, firsts), outcome)
  }
}

/** How many orders had ended when the command itself began. */
function endedBefore(ledger: Ledger, outcome: Outcome): number {
  const made = outcome.kind === 'accepted' ? ledger.orders.get(outcome.orderId ?? -1) : undefined
  return made?.endedBefore ?? ledger.endedCount
}

/** The id of the order that is told again; `reused`: the command must be refused; `new`: it is judged. */
function dueAnswer(
  ledger: Ledger,
  sent: readonly Sent[],
  firsts: readonly (LedgerOrder | null)[],
): number | 'reused' | 'new' {
  const isSame = firsts.every((first, index) => {
    return first !== null && findDifference(bodyOf(ledger, first), sent[index]?.body) === null
  })
  if (isSame) return firsts[0]?.orderId ?? 'new'
  const names = new Set(sent.map(({ clientOrderId }) => clientOrderId))
  return firsts.some((first) => first !== null) || names.size < sent.length ? 'reused' : 'new'
}

/** The body under which an order was made. */
function bodyOf(ledger: Ledger, { orderId, clientOrderId }: LedgerOrder): unknown {
  const input = ledger.sent.get(orderId)
  if (input === undefined) return null
  return sentBy(input).find((sent) => sent.clientOrderId === clientOrderId)?.body
}

function findWrongAnswer(due: number | 'reused' | 'new', outcome: Outcome): string | null {
  const isReused = outcome.kind === 'denied' && outcome.denial.code === 'client_order_id_reused'
  switch (due) {
    case 'new':
      if (outcome.kind === 'duplicate') return `order ${outcome.orderId} told again for another one`
      return isReused ? 'a client order id that is free is refused' : null
    case 'reused':
      return isReused ? null : `${outcome.kind} where the client order id is of another order`
    default:
      if (outcome.kind !== 'duplicate') return `${outcome.kind} where order ${due} was sent again`
      return outcome.orderId === due ? null : `order ${outcome.orderId} told again for order ${due}`
  }
}

/** All of them by the numbers of the design. */
export const inputChecks: Readonly<Record<string, InputCheck>> = {
  A8: refusalLeavesNoTrace,
  preview: previewIsExact,
  O5: clientOrderIdIsOneOrder,
  'O5 memory': clientOrderIdsAreKept,
  ...marginChecks,
}
