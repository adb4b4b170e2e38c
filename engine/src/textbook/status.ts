import { assert } from '../assert.ts'
import type { OrderStatus } from '../order/order-types.ts'

/** What can happen to an open order's status; `settled` is an amend that was done or refused. */
export type StatusStep =
  'worked' | 'waited' | 'filled_in_part' | 'ended' | 'cancel_asked' | 'amend_asked' | 'settled'

const table: Record<string, Partial<Record<StatusStep, OrderStatus>>> = {
  pending_new: { worked: 'new', ended: 'canceled', cancel_asked: 'pending_cancel' },
  inactive: {
    worked: 'new',
    waited: 'inactive',
    ended: 'canceled',
    cancel_asked: 'pending_cancel',
    amend_asked: 'pending_replace',
    settled: 'inactive',
  },
  new: working('new'),
  partially_filled: working('partially_filled'),
  pending_cancel: {
    worked: 'pending_cancel',
    waited: 'pending_cancel',
    filled_in_part: 'pending_cancel',
    ended: 'canceled',
  },
  pending_replace: {
    worked: 'pending_replace',
    waited: 'pending_replace',
    filled_in_part: 'pending_replace',
    ended: 'canceled',
    cancel_asked: 'pending_cancel',
    settled: 'new',
  },
}

function working(status: OrderStatus): Partial<Record<StatusStep, OrderStatus>> {
  return {
    waited: 'inactive',
    filled_in_part: 'partially_filled',
    ended: 'canceled',
    cancel_asked: 'pending_cancel',
    amend_asked: 'pending_replace',
    settled: status,
  }
}

/**
 * The status after a step. `new` becomes `partially_filled` where something has filled before, and `ended`
 * stands for any final status.
 *
 * @throws InvariantError for a pair that the table has not
 */
export function statusAfter(
  order: { readonly status: OrderStatus; readonly filled: number; readonly place: string },
  step: StatusStep,
): OrderStatus {
  const next = table[order.status]?.[step]
  assert(next !== undefined, 'a status changes only as the table of statuses says')
  if (next !== 'new') return next
  if (step === 'settled' && order.place === 'inactive') return 'inactive'
  return order.filled > 0 ? 'partially_filled' : 'new'
}
