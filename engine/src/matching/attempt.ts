import { UndoLog } from '../state/undo-log.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { Turn } from '../turn.ts'

/**
 * Does something that may be taken back: when `succeeds` says no, state, events and work are as they were
 * before. Attempts nest: the one around takes back all or nothing of those in it.
 */
export function attempt(turn: Turn, succeeds: () => boolean): boolean {
  const { state } = turn
  const outer = state.undo
  const undo = outer ?? new UndoLog()
  if (outer === null) record(state, undo)
  const before = { events: turn.events.length, work: turn.work.slice(), mark: undo.mark() }
  const tapes = [...state.instruments.values()].map((instrument) => ({
    instrument,
    tape: instrument.tape.slice(),
  }))
  let hasSucceeded = false
  try {
    hasSucceeded = succeeds()
  } finally {
    if (!hasSucceeded) {
      undo.rollbackTo(before.mark)
      turn.events.length = before.events
      turn.work.splice(0, turn.work.length, ...before.work)
      for (const { instrument, tape } of tapes) instrument.tape = tape
    }
    if (outer === null) record(state, null)
  }
  return hasSucceeded
}

function record(state: ExchangeState, undo: UndoLog | null): void {
  state.undo = undo
  for (const { book } of state.instruments.values()) book.undo = undo
}
