import type { SubmitGroup, SubmitOrder } from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import { lots } from '../numbers/lots.ts'
import type { Ticket } from '../order/order-types.ts'
import { ticketHashOf } from '../order/ticket-hash.ts'
import { acceptOrder, draftOf, type DraftTerms, type OrderTicket } from './accept.ts'
import { deny, firstBroken } from './denial.ts'
import { startOfTrigger, triggerReferenceOf } from './groups.ts'
import {
  brokenBand,
  brokenNotional,
  brokenOpenOrders,
  brokenPhase,
  brokenPostOnly,
  brokenReduceOnly,
  brokenRisk,
  brokenSwitch,
  brokenTrigger,
} from './order-rules.ts'
import { holdOf } from './reservation.ts'
import { brokenShape, isId, malformedTicket } from './ticket-rules.ts'
import { copyWorld, findAccount, findListing, type Account, type OpenOrder, type World } from './world.ts'

/** What became of a command: denied, done with the first order it made, or known before. */
export type Verdict =
  | { readonly kind: 'denied'; readonly denial: Denial }
  | { readonly kind: 'done'; readonly orderId: number | null }
  | { readonly kind: 'duplicate'; readonly orderId: number }

/** A verdict that refuses. */
export function refuse(denial: Denial): Verdict {
  return { kind: 'denied', denial }
}

/** A single order, or an entry with its exits. */
export function submitOrder(world: World, command: SubmitOrder): Verdict {
  const { ticket } = command
  const denial = malformedAccount(command.accountId) ?? malformedTicket(ticket)
  if (denial !== null) return refuse(denial)
  const ticketHash = ticketHashOf('submit_order', ticket)
  return submitTicket(world, ticket, { accountId: command.accountId, ticketHash })
}

/** The rules from the account on, and the acceptance, of a ticket whose shape is known to be right. */
export function submitTicket(
  world: World,
  ticket: Ticket,
  of: { readonly accountId: number; readonly ticketHash: number },
): Verdict {
  const { accountId, ticketHash } = of
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId', { value: accountId }))
  const used = usedOrder(world, accountId, ticket.clientOrderId)
  if (used !== undefined) return verdictOfUsed(used, ticketHash)
  const { bracket } = ticket
  const legs =
    bracket === null ? 0 : (bracket.takeProfit === null ? 0 : 1) + (bracket.stopLoss === null ? 0 : 1)
  const terms = {
    accountId,
    role: bracket === null ? ('single' as const) : ('entry' as const),
    groupId: bracket === null ? null : world.nextGroupId,
    ticketHash,
  }
  const checked = checkTicket(world, ticket, { account, terms, orders: 1 + legs, isPaired: false })
  if ('code' in checked) return refuse(checked)
  const orderId = acceptOrder(world, checked, bracket === null ? null : 'bracket')
  for (const leg of legTickets(ticket)) {
    const role = leg.type === 'limit' ? 'take_profit' : 'stop_loss'
    const draft = draftOf(world, leg, { ...terms, role, ticketHash: 0 })
    acceptOrder(world, { ...draft, stopPrice: leg.stopPrice, watermark: null }, 'bracket')
  }
  return { kind: 'done', orderId }
}

/** A field that every command of an account has. */
export function malformedAccount(accountId: number): Denial | null {
  return isId(accountId) ? null : deny('malformed_command', 'accountId')
}

/** The order that an account gave a client order id to, while the engine remembers it. */
export function usedOrder(
  world: World,
  accountId: number,
  clientOrderId: string,
): { orderId: number; ticketHash: number } | undefined {
  return [...world.orders, ...world.recent].find(
    (order) => order.accountId === accountId && order.clientOrderId === clientOrderId,
  )
}

/** Rule 3: the same ticket again is the same order, another one is refused. */
export function verdictOfUsed(used: { orderId: number; ticketHash: number }, ticketHash: number): Verdict {
  if (used.ticketHash === ticketHash) return { kind: 'duplicate', orderId: used.orderId }
  return refuse(deny('client_order_id_reused', 'clientOrderId', { value: used.orderId }))
}

interface Check {
  readonly account: Account
  readonly terms: DraftTerms
  /** Orders that come with this one, for the greatest number of open orders; 0: counted before. */
  readonly orders: number
  /** The second order of a reduce-only pair, which was checked with the first. */
  readonly isPaired: boolean
}

/** Rules 4 to 26; the draft of the order if all hold. */
function checkTicket(world: World, ticket: Ticket, check: Check): Denial | OpenOrder {
  const { account } = check
  const denial = brokenInstrument(world, account, ticket.instrumentId) ?? brokenTicket(world, ticket)
  if (denial !== null) return denial
  const draft = draftOf(world, ticket, check.terms)
  const isWaiting = check.terms.role === 'secondary'
  const broken = firstBroken([
    () => (isWaiting ? null : (brokenPhase(world, draft) ?? brokenBand(world, draft))),
    () => (check.orders === 0 ? null : brokenOpenOrders(world, account, check.orders)),
    () => brokenNotional(world, draft, ticket.notional),
    () => (isWaiting ? null : brokenFromSwitch(world, draft, check.isPaired)),
  ])
  return broken ?? draft
}

/** Rules 20 to 26. */
export function brokenFromSwitch(world: World, draft: OpenOrder, isPaired: boolean): Denial | null {
  return firstBroken([
    () => brokenSwitch(world, draft),
    () => (isPaired ? null : brokenReduceOnly(world, draft)),
    () => brokenTrigger(world, draft),
    () => brokenPostOnly(world, draft),
    () => brokenRisk(world, draft),
  ])
}

/** Rule 4: the instrument, and whether this account may trade it. */
export function brokenInstrument(world: World, account: Account, instrumentId: number): Denial | null {
  const instrument = findListing(world, instrumentId)?.instrument
  if (instrument === undefined) return deny('unknown_instrument', 'instrumentId', { value: instrumentId })
  if (instrument.currency !== account.currency) {
    return deny('currency_mismatch', 'instrumentId', { limit: account.currency, value: instrument.currency })
  }
  const isRight = instrument.settlement === 'delivery' || account.accountKind === 'margin'
  return isRight ? null : deny('settlement_needs_margin', 'instrumentId')
}

function brokenTicket(world: World, ticket: Ticket): Denial | null {
  const instrument = findListing(world, ticket.instrumentId)?.instrument
  if (instrument === undefined) return deny('unknown_instrument', 'instrumentId')
  return brokenShape(ticket, instrument, world.now) ?? brokenBracketSides(world, ticket)
}

/** Rule 16: exits lie on either side of where the entry is expected. */
function brokenBracketSides(world: World, ticket: Ticket): Denial | null {
  if (ticket.bracket === null) return null
  const { instrumentId, side } = ticket
  const expected =
    ticket.limitPrice ??
    ticket.stopPrice ??
    triggerReferenceOf(world, { instrumentId, side, triggerBy: null })
  if (expected === null) return null
  const { takeProfit, stopLoss } = ticket.bracket
  const stop = stopLoss?.stopPrice ?? null
  const sign = side === 'buy' ? 1 : -1
  const isProfitRight = takeProfit === null || (takeProfit - expected) * sign > 0
  const isStopRight = stop === null || (expected - stop) * sign > 0
  if (isProfitRight && isStopRight) return null
  const value = isProfitRight ? stop : takeProfit
  return deny('bracket_price_side', 'bracket', { limit: expected, value })
}

function legTickets(ticket: Ticket): OrderTicket[] {
  if (ticket.bracket === null) return []
  const { takeProfit, stopLoss } = ticket.bracket
  const leg: OrderTicket = {
    ...ticket,
    clientOrderId: '',
    side: ticket.side === 'buy' ? 'sell' : 'buy',
    type: 'limit',
    quantity: lots(0),
    limitPrice: takeProfit,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: true,
  }
  const legs = takeProfit === null ? [] : [leg]
  if (stopLoss === null) return legs
  const { stopPrice, limitPrice, trailing, triggerBy } = stopLoss
  const type = trailing !== null ? 'trailing_stop' : limitPrice !== null ? 'stop_limit' : 'stop'
  return [...legs, { ...leg, type, stopPrice, limitPrice, trailing, triggerBy }]
}

/** Two orders of one group, accepted whole or not at all. */
export function submitGroup(world: World, command: SubmitGroup): Verdict {
  const { accountId, group, tickets } = command
  const [first, second] = tickets
  const malformed = malformedAccount(accountId) ?? malformedTicket(first) ?? malformedTicket(second)
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId', { value: accountId }))
  const purpose = `submit_group_${group}` as const
  const firstHash = ticketHashOf(purpose, first)
  const secondHash = ticketHashOf(purpose, second)
  const known = knownGroup(world, command, [firstHash, secondHash])
  if (known !== null) return known
  const denial = brokenGroup(command)
  if (denial !== null) return refuse(denial)
  const isOco = group === 'oco'
  const terms = { accountId, groupId: world.nextGroupId }
  const firstTerms = { ...terms, role: isOco ? 'oco' : 'primary', ticketHash: firstHash } as const
  const one = checkTicket(world, first, { account, terms: firstTerms, orders: 2, isPaired: false })
  if ('code' in one) return refuse(one)
  const isPaired = isOco && first.side === second.side
  const secondTerms = { ...terms, role: isOco ? 'oco' : 'secondary', ticketHash: secondHash } as const
  const beside = worldWithReserved(world, one, group)
  const other = checkTicket(beside, second, { account, terms: secondTerms, orders: 0, isPaired })
  if ('code' in other) return refuse(other)
  const orderId = acceptOrder(world, one, group)
  // A trailing stop begins at the price of the moment, which the first order may have moved.
  acceptOrder(world, isOco ? { ...other, ...startOfTrigger(world, other) } : other, group)
  return { kind: 'done', orderId }
}

/** A world in which the first order of a group reserves what it needs, and does nothing else yet. */
function worldWithReserved(world: World, draft: OpenOrder, groupKind: 'oco' | 'oto'): World {
  const beside = copyWorld(world)
  const waiting = { ...draft, place: 'queue' as const }
  beside.orders.push({ ...waiting, hold: holdOf(beside, waiting) })
  if (draft.groupId !== null) beside.groups.push({ groupId: draft.groupId, groupKind, guarded: 0 })
  beside.nextOrderId += 1
  return beside
}

function knownGroup(world: World, command: SubmitGroup, hashes: readonly [number, number]): Verdict | null {
  const { accountId, tickets } = command
  const [first, second] = tickets
  const one = usedOrder(world, accountId, first.clientOrderId)
  const other = usedOrder(world, accountId, second.clientOrderId)
  if (one !== undefined && other?.ticketHash === hashes[1]) {
    return verdictOfUsed(one, hashes[0])
  }
  const isReused = one !== undefined || other !== undefined || first.clientOrderId === second.clientOrderId
  return isReused ? refuse(deny('client_order_id_reused', 'clientOrderId')) : null
}

function brokenGroup({ group, tickets }: SubmitGroup): Denial | null {
  const [first, second] = tickets
  const isPlain = tickets.every(({ bracket, notional }) => bracket === null && notional === null)
  const mustWait = group === 'oco' ? tickets : [second]
  const isWaiting = mustWait.every(({ timeInForce }) => timeInForce !== 'ioc' && timeInForce !== 'fok')
  const isMarketLeg = group === 'oco' && tickets.some(({ type }) => type === 'market')
  if (!isPlain || !isWaiting || isMarketLeg) return deny('group_leg_unsupported', 'tickets')
  if (group === 'oto') return null
  const isEqual =
    first.instrumentId === second.instrumentId &&
    first.quantity === second.quantity &&
    first.reduceOnly === second.reduceOnly
  return isEqual ? null : deny('group_legs_differ', 'tickets')
}
