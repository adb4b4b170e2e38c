import type { ExchangeState } from '../state/exchange-state.ts'
import type { Order } from '../state/order.ts'
import type { Denial } from './denials.ts'
import { deny } from './deny.ts'

/** What a command came to. */
export type Answer =
  | { readonly kind: 'accepted'; readonly orderId: number | null }
  | { readonly kind: 'denied'; readonly denial: Denial }
  | { readonly kind: 'duplicate'; readonly orderId: number }

/** A command that was accepted without making an order. */
export const accepted: Answer = { kind: 'accepted', orderId: null }

/** Makes the answer of a refusal. */
export function denied(denial: Denial): Answer {
  return { kind: 'denied', denial }
}

/** The answer where no account has the id. */
export function unknownAccount(accountId: number): Answer {
  return denied(deny('unknown_account', { field: 'accountId', value: accountId }))
}

/** The answer where no instrument has the id. */
export function unknownInstrument(instrumentId: number): Answer {
  return denied(deny('unknown_instrument', { field: 'instrumentId', value: instrumentId }))
}

/** An order by its id, if it is open and the account's; else why not. */
export function findOrder(
  state: ExchangeState,
  { accountId, orderId }: { accountId: number; orderId: number },
): Order | { readonly denial: Denial } {
  const order = state.orders.get(orderId)
  if (order?.account.accountId === accountId) return order
  if (!state.accounts.has(accountId)) {
    return { denial: deny('unknown_account', { field: 'accountId', value: accountId }) }
  }
  const wasThere = order === undefined && orderId >= 1 && orderId < state.counters.nextOrderId
  return { denial: deny(wasThere ? 'order_final' : 'unknown_order', { field: 'orderId', value: orderId }) }
}
