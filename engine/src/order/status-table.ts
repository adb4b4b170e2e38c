import { assert } from '../assert.ts'
import type { OrderStatus } from './order-types.ts'

/** What can happen to the status of an order. `rework` follows an amend that was done or refused when due. */
export type StatusChange =
  | 'release'
  | 'activate'
  | 'deactivate'
  | 'fill_part'
  | 'fill_all'
  | 'cancel'
  | 'expire'
  | 'reject'
  | 'ask_cancel'
  | 'ask_replace'
  | 'rework'
  | 'complete'

/**
 * `working` is `new` or `partially_filled` by what has filled, or `inactive` while its parent is not
 * there yet.
 */
type Target = OrderStatus | 'working'

const ends = { cancel: 'canceled', expire: 'expired', reject: 'rejected' } as const
const asks = { ask_cancel: 'pending_cancel', ask_replace: 'pending_replace' } as const
const fills = { fill_part: 'partially_filled', fill_all: 'filled' } as const

/** The one table of docs/engine-rules.md, section 15: a pair that is not in it is a broken invariant. */
const table: Readonly<Record<OrderStatus, Readonly<Partial<Record<StatusChange, Target>>>>> = {
  pending_new: { release: 'working', ask_cancel: 'pending_cancel', ...ends },
  inactive: { activate: 'working', rework: 'working', complete: 'filled', ...asks, ...ends },
  new: { ...fills, ...asks, ...ends, deactivate: 'inactive', rework: 'working', complete: 'filled' },
  partially_filled: {
    ...fills,
    ...asks,
    ...ends,
    deactivate: 'inactive',
    rework: 'working',
    complete: 'filled',
  },
  pending_cancel: {
    release: 'pending_cancel',
    activate: 'pending_cancel',
    deactivate: 'pending_cancel',
    fill_part: 'pending_cancel',
    fill_all: 'filled',
    complete: 'filled',
    rework: 'pending_cancel',
    ...ends,
  },
  pending_replace: {
    release: 'pending_replace',
    activate: 'pending_replace',
    deactivate: 'pending_replace',
    fill_part: 'pending_replace',
    fill_all: 'filled',
    complete: 'filled',
    rework: 'working',
    ask_cancel: 'pending_cancel',
    ...ends,
  },
  filled: {},
  canceled: {},
  expired: {},
  rejected: {},
}

/**
 * The status after a change.
 *
 * @param working - what an order is that nothing is pending for: `new`, `partially_filled`, or `inactive`
 * @throws InvariantError when the pair is not in the table
 */
export function nextStatus(status: OrderStatus, change: StatusChange, working: WorkingStatus): OrderStatus {
  const target = table[status][change]
  assert(target !== undefined, 'an order changes its status only by the table')
  return target === 'working' ? working : target
}

/** The statuses of an order that is at work, or waits for its parent. */
export type WorkingStatus = 'new' | 'partially_filled' | 'inactive'
