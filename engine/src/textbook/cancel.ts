import type { CancelAll, CancelOrder, CloseAll, ClosePosition, ReversePosition } from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import { commandHashOf } from '../order/ticket-hash.ts'
import { acceptOrder, draftOf, marketTicket } from './accept.ts'
import { emit } from './apply.ts'
import { deny, firstBroken } from './denial.ts'
import { heldPositions } from './equity.ts'
import { cancelOrder } from './groups.ts'
import { brokenOpenOrders, brokenPhase } from './order-rules.ts'
import {
  brokenInstrument,
  malformedAccount,
  refuse,
  submitTicket,
  usedOrder,
  verdictOfUsed,
  type Verdict,
} from './submit.ts'
import { brokenQuantity, isClientOrderId, isId, isIntegerOrNull } from './ticket-rules.ts'
import {
  accountOf,
  findAccount,
  findListing,
  findOrder,
  listingOf,
  positionOf,
  type Account,
  type OpenOrder,
  type World,
} from './world.ts'

/** The open order that a command names, if it is the account's own. */
export function namedOrder(
  world: World,
  { accountId, orderId }: { readonly accountId: number; readonly orderId: number },
): OpenOrder | Denial {
  if (findAccount(world, accountId) === undefined) return deny('unknown_account', 'accountId')
  const order = findOrder(world, orderId)
  if (order?.accountId === accountId) return order
  const isFinal = order === undefined && orderId >= 1 && orderId < world.nextOrderId
  return deny(isFinal ? 'order_final' : 'unknown_order', 'orderId', { value: orderId })
}

/** Cancels one order, at once or when the account's latency has passed. */
export function cancelCommand(world: World, command: CancelOrder): Verdict {
  const malformed =
    malformedAccount(command.accountId) ??
    (isId(command.orderId) ? null : deny('malformed_command', 'orderId'))
  if (malformed !== null) return refuse(malformed)
  const order = namedOrder(world, command)
  if ('code' in order) return refuse(order)
  if (order.status === 'pending_cancel') return refuse(deny('order_pending', 'orderId'))
  requestCancel(world, order)
  return { kind: 'done', orderId: null }
}

function requestCancel(world: World, order: OpenOrder): void {
  const { latencyMs } = accountOf(world, order.accountId).settings
  if (latencyMs === 0) {
    cancelOrder(world, order, 'user')
    return
  }
  const dueAt = world.now + latencyMs
  emit(world, { kind: 'cancel_requested', at: world.now, orderId: order.orderId, dueAt })
}

/** Cancels the open orders of an account, in one instrument or all. */
export function cancelAll(world: World, command: CancelAll): Verdict {
  const { accountId, instrumentId } = command
  const denial = firstBroken([
    () => malformedAccount(accountId),
    () => (instrumentId === null || isId(instrumentId) ? null : deny('malformed_command', 'instrumentId')),
    () => (findAccount(world, accountId) === undefined ? deny('unknown_account', 'accountId') : null),
    () =>
      instrumentId !== null && findListing(world, instrumentId) === undefined
        ? deny('unknown_instrument', 'instrumentId')
        : null,
  ])
  if (denial !== null) return refuse(denial)
  for (const { orderId } of [...world.orders]) {
    const order = findOrder(world, orderId)
    if (order?.accountId !== accountId || order.status === 'pending_cancel') continue
    if (instrumentId === null || order.instrumentId === instrumentId) requestCancel(world, order)
  }
  return { kind: 'done', orderId: null }
}

/** A reduce-only market order over a position or a part of it. */
export function closePosition(world: World, command: ClosePosition): Verdict {
  const { accountId, instrumentId, clientOrderId, quantity } = command
  const malformed =
    malformedClose(command) ??
    (isId(instrumentId) ? null : deny('malformed_command', 'instrumentId')) ??
    (isIntegerOrNull(quantity) ? null : deny('malformed_command', 'quantity'))
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  const ticketHash = commandHashOf('close_position', instrumentId, quantity)
  const used = usedOrder(world, accountId, clientOrderId)
  if (used !== undefined) return verdictOfUsed(used, ticketHash)
  const denial = brokenInstrument(world, account, instrumentId)
  if (denial !== null) return refuse(denial)
  const closed = closeOne(world, account, { instrumentId, quantity, clientOrderId, ticketHash })
  return typeof closed === 'number' ? { kind: 'done', orderId: closed } : refuse(closed)
}

function malformedClose(command: { accountId: number; clientOrderId: string }): Denial | null {
  const denial = malformedAccount(command.accountId)
  if (denial !== null) return denial
  return isClientOrderId(command.clientOrderId) ? null : deny('malformed_command', 'clientOrderId')
}

/** Accepts the order that closes a position; its id, or why not. */
function closeOne(
  world: World,
  account: Account,
  of: {
    readonly instrumentId: number
    readonly quantity: number | null
    readonly clientOrderId: string
    readonly ticketHash: number
  },
): number | Denial {
  const { instrumentId, clientOrderId, ticketHash } = of
  const { accountId } = account
  const position = positionOf(account, instrumentId).quantity
  const limit = Math.abs(position)
  const quantity = of.quantity ?? limit
  if (position === 0 || quantity > limit) {
    return deny('nothing_to_close', 'quantity', { limit, value: of.quantity })
  }
  const { instrument } = listingOf(world, instrumentId)
  const side = position > 0 ? 'sell' : 'buy'
  const ticket = { clientOrderId, instrumentId, side, reduceOnly: true, timeInForce: 'day' } as const
  const terms = { accountId, role: 'close', groupId: null, ticketHash } as const
  const draft = draftOf(world, marketTicket({ ...ticket, quantity }), terms)
  const denial = firstBroken([
    () => (of.quantity === null ? null : brokenQuantity(of.quantity, instrument)),
    () => brokenPhase(world, draft),
    () => brokenOpenOrders(world, account, 1),
  ])
  return denial ?? acceptOrder(world, draft)
}

/** A market order over twice the position, against it. */
export function reversePosition(world: World, command: ReversePosition): Verdict {
  const { accountId, instrumentId, clientOrderId } = command
  const malformed =
    malformedClose(command) ?? (isId(instrumentId) ? null : deny('malformed_command', 'instrumentId'))
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  const ticketHash = commandHashOf('reverse_position', instrumentId, null)
  const used = usedOrder(world, accountId, clientOrderId)
  if (used !== undefined) return verdictOfUsed(used, ticketHash)
  const denial = brokenInstrument(world, account, instrumentId)
  if (denial !== null) return refuse(denial)
  const position = positionOf(account, instrumentId).quantity
  if (position === 0) return refuse(deny('nothing_to_close', 'instrumentId', { limit: 0 }))
  const side = position > 0 ? 'sell' : 'buy'
  const ticket = { clientOrderId, instrumentId, side, reduceOnly: false, timeInForce: 'day' } as const
  return submitTicket(world, marketTicket({ ...ticket, quantity: 2 * Math.abs(position) }), {
    accountId,
    ticketHash,
  })
}

/** Closes every position that the market lets go. */
export function closeAll(world: World, command: CloseAll): Verdict {
  const { accountId, clientOrderId } = command
  const malformed = malformedClose(command)
  if (malformed !== null) return refuse(malformed)
  const account = findAccount(world, accountId)
  if (account === undefined) return refuse(deny('unknown_account', 'accountId'))
  const ticketHash = commandHashOf('close_all', null, null)
  const used = usedOrder(world, accountId, clientOrderId)
  if (used !== undefined) return verdictOfUsed(used, ticketHash)
  let firstOrderId: number | null = null
  let firstDenial: Denial | null = null
  for (const { instrumentId } of heldPositions(account)) {
    const name = firstOrderId === null ? { clientOrderId, ticketHash } : { clientOrderId: '', ticketHash: 0 }
    const closed = closeOne(world, account, { instrumentId, quantity: null, ...name })
    if (typeof closed === 'number') firstOrderId ??= closed
    else firstDenial ??= closed
  }
  if (firstOrderId !== null) return { kind: 'done', orderId: firstOrderId }
  return refuse(firstDenial ?? deny('nothing_to_close', null, { limit: 0 }))
}
