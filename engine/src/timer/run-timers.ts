import { unreachable } from '../assert.ts'
import type { EngineEvent } from '../event/events.ts'
import { applyDueAmend } from '../command/amend.ts'
import { passBoundary } from '../command/administration.ts'
import { checkReleased } from '../command/submit-rules.ts'
import { candidateOfOrder } from '../order/activate-secondary.ts'
import { cancelOrder, expireOrder, rejectOrder } from '../order/ending.ts'
import { startLossDay } from '../risk/loss-day.ts'
import { settle } from '../settle.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { Order } from '../state/order.ts'
import type { Timer } from '../state/timers.ts'
import { stopIsMet } from '../trigger/fire.ts'
import { Turn } from '../turn.ts'

/** Fires what is due by (time, creation); each timer is a step of its own with everything it causes. */
export function runTimers(state: ExchangeState, at: number, events: EngineEvent[]): void {
  for (let next = state.timers.next; next !== null && next.dueAt <= at; next = state.timers.next) {
    const timer = state.timers.takeNext(state.undo)
    const turn = new Turn(state, Math.max(timer.dueAt, state.counters.at), events)
    if (fire(turn, timer, at)) settle(turn)
  }
}

/** Says whether the timer still counted: its subject may be gone, or have another one by now. */
function fire(turn: Turn, timer: Timer, inputAt: number): boolean {
  const { state } = turn
  switch (timer.kind) {
    case 'boundary': {
      const instrument = state.instrumentOf(timer.subjectId)
      if (instrument.schedule[0]?.timer !== timer.sequence) return false
      passBoundary(turn, instrument)
      return true
    }
    case 'expiry':
      return withOrder(state, timer, (order) => {
        if (order.expiryTimer !== timer.sequence) return false
        expireOrder(turn, order)
        return true
      })
    case 'latency':
      return withOrder(state, timer, (order) => passLatency(turn, order, timer))
    case 'day':
      if (state.counters.dayTimer !== timer.sequence) return false
      startLossDay(turn, inputAt)
      return true
    default:
      return unreachable(timer.kind)
  }
}

function withOrder(state: ExchangeState, timer: Timer, act: (order: Order) => boolean): boolean {
  const order = state.orders.get(timer.subjectId)
  return order !== undefined && act(order)
}

function passLatency(turn: Turn, order: Order, { sequence }: Timer): boolean {
  if (order.release?.timer === sequence) {
    releaseOrder(turn, order)
    return true
  }
  if (order.pending?.timer !== sequence) return false
  if (order.pending.changes === null) cancelOrder(turn, order, 'user')
  else applyDueAmend(turn, order, order.pending.changes)
  return true
}

/** The order reaches the exchange: what held when it was sent may not hold any more. */
function releaseOrder(turn: Turn, order: Order): void {
  turn.emit({ kind: 'order_released', at: turn.at, orderId: order.orderId })
  const denial = checkReleased(candidateOfOrder(turn, order))
  if (denial !== null) rejectOrder(turn, order, denial.code)
  else if (order.trigger === null) turn.work.push({ kind: 'execute', order, isLate: true })
  else if (stopIsMet(order)) rejectOrder(turn, order, 'stop_already_met')
}
