import { unreachable } from '../assert.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Timer } from './timers.ts'

/** Adds a timer, and drops those that are outdated once there may be many of them. */
export function addTimerTo(state: ExchangeState, timer: Timer): void {
  state.timers.add(timer, state.undo)
  if (state.undo === null && state.timers.isCrowded) {
    state.timers.keepOnly((other) => other === timer || isCurrent(state, other))
  }
}

/** Whether the owner of a timer still waits for this one. */
function isCurrent(state: ExchangeState, { kind, sequence, subjectId }: Timer): boolean {
  switch (kind) {
    case 'boundary': {
      // A schedule numbers its timers one after the other.
      const schedule = state.instruments.get(subjectId)?.schedule ?? []
      const [first, last] = [schedule[0], schedule[schedule.length - 1]]
      return first !== undefined && last !== undefined && sequence >= first.timer && sequence <= last.timer
    }
    case 'expiry':
      return state.orders.get(subjectId)?.expiryTimer === sequence
    case 'latency': {
      const order = state.orders.get(subjectId)
      return order?.release?.timer === sequence || order?.pending?.timer === sequence
    }
    case 'day':
      return state.counters.dayTimer === sequence
    default:
      return unreachable(kind)
  }
}
