import { lots } from '../numbers/lots.ts'
import { acceptOrder, mayWait } from '../order/accept-order.ts'
import type { OrderRole, Ticket } from '../order/order-types.ts'
import { ticketHashOf } from '../order/ticket-hash.ts'
import type { Account } from '../state/account.ts'
import type { Turn } from '../turn.ts'
import type { SubmitGroup, SubmitOrder } from './commands.ts'
import type { Denial } from './denials.ts'
import { denied, unknownAccount, type Answer } from './answer.ts'
import { deny } from './deny.ts'
import { checkCandidate, holdingOfCandidate, type Beside, type Candidate } from './submit-rules.ts'

/** Submits an order, together with the exits of its bracket. */
export function submitOrder(turn: Turn, { accountId, ticket }: SubmitOrder): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const ticketHash = ticketHashOf('submit_order', ticket)
  const known = knownAs(turn, account, { clientOrderId: ticket.clientOrderId, ticketHash })
  if (known !== null) return known
  return submitTicket(turn, account, {
    ticket,
    ticketHash,
    role: ticket.bracket === null ? 'single' : 'entry',
  })
}

/** A ticket whose client order id is new. */
export interface NewTicket {
  readonly ticket: Ticket
  readonly ticketHash: number
  readonly role: OrderRole
}

/** Rules 4 to 26, acceptance and execution of one ticket. */
export function submitTicket(turn: Turn, account: Account, { ticket, ticketHash, role }: NewTicket): Answer {
  const positionCount = account.positions.size
  const candidate = candidateOf(turn, account, { ticket, role, beside: null })
  if ('denial' in candidate) return denied(candidate.denial)
  const checked = checkCandidate(candidate, 1 + legCount(ticket))
  if (checked.denial !== null) {
    // A refusal leaves nothing behind.
    if (account.positions.size > positionCount) turn.state.closePosition(candidate.position)
    return denied(checked.denial)
  }
  const { instrument } = candidate
  const { quantity } = checked.candidate
  const groupId = turn.state.counters.nextGroupId
  const group = ticket.bracket === null ? null : { groupId, kind: 'bracket' as const }
  const partner = null
  const entry = { account, instrument, ticket, quantity, ticketHash, role, group, partner }
  const order = acceptOrder(turn, entry)
  for (const leg of legsFor(ticket)) {
    acceptOrder(turn, { ...entry, ticketHash: 0, quantity: lots(0), ticket: leg.ticket, role: leg.role })
  }
  return { kind: 'accepted', orderId: order.orderId }
}

/** The first answer for a client order id that was used before; `null` when it is new. */
export function knownAs(
  turn: Turn,
  account: Account,
  { clientOrderId, ticketHash }: { clientOrderId: string; ticketHash: number },
): Answer | null {
  const known = turn.state.known.get(account, clientOrderId)
  if (known === undefined) return null
  if (known.ticketHash === ticketHash) return { kind: 'duplicate', orderId: known.orderId }
  return denied(deny('client_order_id_reused', { field: 'clientOrderId', value: clientOrderId }))
}

/** A ticket on its way through the rules, if its instrument exists. */
function candidateOf(
  turn: Turn,
  account: Account,
  { ticket, role, beside }: { ticket: Ticket; role: OrderRole; beside: Beside | null },
): Candidate | { readonly denial: Denial } {
  const instrument = turn.state.instruments.get(ticket.instrumentId)
  if (instrument === undefined) {
    return { denial: deny('unknown_instrument', { field: 'instrumentId', value: ticket.instrumentId }) }
  }
  const { state, at } = turn
  const quantity = ticket.quantity ?? lots(0)
  const position = state.positionOf(account, instrument)
  return { state, at, account, instrument, position, ticket, role, quantity, beside, own: null }
}

function legCount({ bracket }: Ticket): number {
  if (bracket === null) return 0
  return Number(bracket.takeProfit !== null) + Number(bracket.stopLoss !== null)
}

interface Leg {
  readonly ticket: Ticket
  readonly role: OrderRole
}

const noLegs: readonly Leg[] = []

/** The exits of an entry as tickets of their own, take-profit first. */
function legsFor(entry: Ticket): readonly Leg[] {
  const { bracket } = entry
  if (bracket === null) return noLegs
  const base: Ticket = {
    ...entry,
    clientOrderId: '',
    side: entry.side === 'buy' ? 'sell' : 'buy',
    type: 'limit',
    quantity: lots(0),
    limitPrice: null,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: true,
    bracket: null,
  }
  const legs: Leg[] = []
  const { takeProfit, stopLoss } = bracket
  if (takeProfit !== null) legs.push({ role: 'take_profit', ticket: { ...base, limitPrice: takeProfit } })
  if (stopLoss === null) return legs
  const { stopPrice, limitPrice, trailing, triggerBy } = stopLoss
  const type = trailing !== null ? 'trailing_stop' : limitPrice !== null ? 'stop_limit' : 'stop'
  legs.push({ role: 'stop_loss', ticket: { ...base, type, stopPrice, limitPrice, trailing, triggerBy } })
  return legs
}

/** Submits two orders that are bound to each other; both are accepted, or neither. */
export function submitGroup(turn: Turn, { accountId, group: kind, tickets }: SubmitGroup): Answer {
  const { state } = turn
  const account = state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const [first, second] = tickets
  const hashes = [
    ticketHashOf(`submit_group_${kind}`, first),
    ticketHashOf(`submit_group_${kind}`, second),
  ] as const
  const known = knownGroup(turn, account, { tickets, hashes })
  if (known !== null) return known
  const unused = tickets.filter(({ instrumentId }) => !account.positions.has(instrumentId))
  const answer = submitPair(turn, account, { kind, tickets, hashes })
  if (answer.kind !== 'denied') return answer
  // A refusal leaves nothing behind.
  for (const { instrumentId } of unused) {
    const position = account.positions.get(instrumentId)
    if (position !== undefined) state.closePosition(position)
  }
  return answer
}

/** What a group is, its client order ids being new. */
interface NewPair {
  readonly kind: SubmitGroup['group']
  readonly tickets: Pair<Ticket>
  readonly hashes: Pair<number>
}

/** All rules but that of client order ids, and acceptance, of two tickets. */
function submitPair(turn: Turn, account: Account, { kind, tickets, hashes }: NewPair): Answer {
  const { state } = turn
  const [first, second] = tickets
  const shape = kind === 'oco' ? checkPair(first, second) : checkChain(first, second)
  if (shape !== null) return denied(shape)
  const roles = kind === 'oco' ? (['oco', 'oco'] as const) : (['primary', 'secondary'] as const)
  const one = checkMember(turn, account, { ticket: first, role: roles[0], beside: null })
  if ('denial' in one) return denied(one.denial)
  const isPair = kind === 'oco' && first.side === second.side
  const beside: Beside = { ticket: first, holding: holdingOfCandidate(one), isPair }
  const other = checkMember(turn, account, {
    ticket: second,
    role: roles[1],
    beside: kind === 'oco' ? beside : null,
  })
  if ('denial' in other) return denied(other.denial)
  const group = { groupId: state.counters.nextGroupId, kind }
  const base = { account, group, instrument: one.instrument }
  const { quantity } = one
  const primary = acceptOrder(turn, {
    ...base,
    ticket: first,
    quantity,
    ticketHash: hashes[0],
    role: roles[0],
    partner: null,
  })
  const partner = isPair && !first.reduceOnly ? primary : null
  acceptOrder(turn, {
    ...base,
    instrument: other.instrument,
    ticket: second,
    quantity: other.quantity,
    ticketHash: hashes[1],
    role: roles[1],
    partner,
  })
  return { kind: 'accepted', orderId: primary.orderId }
}

type Pair<T> = readonly [T, T]

function knownGroup(
  turn: Turn,
  account: Account,
  { tickets: [first, second], hashes }: { tickets: Pair<Ticket>; hashes: Pair<number> },
): Answer | null {
  const one = knownAs(turn, account, { clientOrderId: first.clientOrderId, ticketHash: hashes[0] })
  const other = knownAs(turn, account, { clientOrderId: second.clientOrderId, ticketHash: hashes[1] })
  if (one?.kind === 'duplicate' && other?.kind === 'duplicate') return one
  const reused = one !== null ? first : second
  if (one === null && other === null && first.clientOrderId !== second.clientOrderId) return null
  return denied(deny('client_order_id_reused', { field: 'clientOrderId', value: reused.clientOrderId }))
}

/** Legs of one-cancels-the-other are alike in what they trade, and all of them can wait. */
function checkPair(first: Ticket, second: Ticket): Denial | null {
  for (const ticket of [first, second]) {
    const rests = ticket.type !== 'market' && mayWait(ticket)
    if (!rests || ticket.bracket !== null || ticket.notional !== null)
      return deny('group_leg_unsupported', { field: 'tickets' })
  }
  const isAlike =
    first.instrumentId === second.instrumentId &&
    first.quantity === second.quantity &&
    first.reduceOnly === second.reduceOnly
  return isAlike ? null : deny('group_legs_differ', { field: 'tickets' })
}

function checkChain(first: Ticket, second: Ticket): Denial | null {
  const isPlain = first.bracket === null && first.notional === null
  if (isPlain && mayWait(second) && second.bracket === null && second.notional === null) return null
  return deny('group_leg_unsupported', { field: 'tickets' })
}

/** All rules for one ticket of a group. */
function checkMember(
  turn: Turn,
  account: Account,
  of: { ticket: Ticket; role: OrderRole; beside: Beside | null },
): Candidate | { readonly denial: Denial } {
  const candidate = candidateOf(turn, account, of)
  if ('denial' in candidate) return candidate
  // Both are counted at the first.
  const isFirst = of.role === 'primary' || (of.role === 'oco' && of.beside === null)
  const checked = checkCandidate(candidate, isFirst ? 2 : 0)
  return checked.denial === null ? checked.candidate : { denial: checked.denial }
}
