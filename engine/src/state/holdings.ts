import { requirementOf } from '../risk/margin.ts'
import { noteChanged, unwatch } from '../risk/risk-watch.ts'
import type { Position } from './account.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { UndoLog } from './undo-log.ts'

/** What the open orders of an account that holds nothing there require; marks do not change it. */
export function flatRequirementOf(position: Position): bigint {
  if (position.openBuys === 0 && position.openSells === 0) return 0n
  if (position.quantity !== 0 || position.account.kind !== 'margin') return 0n
  return requirementOf(position, 0n, position)
}

/**
 * Keeps what an account derives from its positions: which of them hold something, and what the others
 * require for their open orders. Call it after a position has changed; the caller has touched position and
 * account.
 *
 * @param before - `flatRequirementOf` before the change
 */
export function updateHoldings(state: ExchangeState, position: Position, before: bigint): void {
  const { account } = position
  const isHeld = position.quantity !== 0
  if (isHeld !== position.isHeld) {
    position.isHeld = isHeld
    if (isHeld) account.held.push(position)
    else account.held.splice(account.held.indexOf(position), 1)
    if (state.undo !== null) recordHeld(state.undo, position)
    if (!isHeld) unwatch(state, position)
    noteChanged(state, position)
  } else if (isHeld) noteChanged(state, position)
  const after = flatRequirementOf(position)
  if (after !== before) account.flatRequired += after - before
}

function recordHeld(undo: UndoLog, position: Position): void {
  const { held } = position.account
  const wasAdded = position.isHeld
  undo.record(() => {
    if (wasAdded) held.splice(held.indexOf(position), 1)
    else held.push(position)
  })
}
