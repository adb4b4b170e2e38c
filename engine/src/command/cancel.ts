import { cancelOrder } from '../order/ending.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import type { CancelAll, CancelOrder } from './commands.ts'
import { deny } from './deny.ts'
import { accepted, denied, findOrder, unknownAccount, unknownInstrument, type Answer } from './answer.ts'

/** Cancels an order, at once or when the account's latency has passed. */
export function cancelByCommand(turn: Turn, command: CancelOrder): Answer {
  const order = findOrder(turn.state, command)
  if ('denial' in order) return denied(order.denial)
  if (order.status === 'pending_cancel') return denied(deny('order_pending', { field: 'orderId' }))
  askToCancel(turn, order)
  return { kind: 'accepted', orderId: null }
}

/** Cancels all open orders of an account, or those in one instrument, by id. */
export function cancelAll(turn: Turn, { accountId, instrumentId }: CancelAll): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  if (instrumentId !== null && !turn.state.instruments.has(instrumentId)) {
    return unknownInstrument(instrumentId)
  }
  for (const order of turn.state.openOrdersOf(account)) {
    const isMeant = instrumentId === null || order.instrument.instrumentId === instrumentId
    if (isMeant && order.isOpen && order.status !== 'pending_cancel') askToCancel(turn, order)
  }
  return accepted
}

function askToCancel(turn: Turn, order: Order): void {
  const { latencyMs } = order.account.settings
  if (latencyMs === 0) cancelOrder(turn, order, 'user')
  else {
    const dueAt = turn.at + latencyMs
    turn.emit({ kind: 'cancel_requested', at: turn.at, orderId: order.orderId, dueAt })
  }
}
