import { unreachable } from '../assert.ts'
import type { EngineEvent } from '../event/events.ts'
import * as accounts from './evolve-accounts.ts'
import * as orders from './evolve-orders.ts'
import type { ExchangeState } from './exchange-state.ts'

/**
 * Applies an event to D. It cannot refuse, and computes no result anew: prices, money and quantities are those of
 * the event. Live trading and recovery both go through here, so both arrive at the same state.
 *
 * @throws InvariantError when the event does not fit the state
 */
export function evolve(state: ExchangeState, event: EngineEvent): void {
  state.touch(state.counters)
  state.counters.at = event.at
  switch (event.kind) {
    // Those that come most often are looked at first.
    case 'order_accepted':
      return orders.applyAccepted(state, event)
    case 'order_canceled':
      return orders.applyCanceled(state, event)
    case 'traded':
      return orders.applyTraded(state, event)
    case 'order_rested':
      return orders.applyRested(state, event)
    case 'order_released':
      return orders.applyReleased(state, event)
    case 'order_activated':
      return orders.applyActivated(state, event)
    case 'order_parked':
      return orders.applyParked(state, event)
    case 'order_triggered':
      return orders.applyTriggered(state, event)
    case 'trailing_moved':
      return orders.applyTrailingMoved(state, event)
    case 'order_reduced':
      return orders.applyReduced(state, event)
    case 'order_resized':
      return orders.applyResized(state, event)
    case 'order_expired':
      return orders.applyExpired(state, event)
    case 'order_rejected':
      return orders.applyRejected(state, event)
    case 'cancel_requested':
      return orders.applyCancelRequested(state, event)
    case 'replace_requested':
      return orders.applyReplaceRequested(state, event)
    case 'order_replaced':
      return orders.applyReplaced(state, event)
    case 'order_repriced':
      return orders.applyRepriced(state, event)
    case 'replace_rejected':
      return orders.applyReplaceRejected(state, event)
    default:
      return evolveRest(state, event)
  }
}

type OrderEventKind = Parameters<(typeof orders)[keyof typeof orders]>[1]['kind']

function evolveRest(state: ExchangeState, event: Exclude<EngineEvent, { kind: OrderEventKind }>): void {
  switch (event.kind) {
    case 'instrument_listed':
      return accounts.applyInstrumentListed(state, event)
    case 'schedule_set':
      return accounts.applyScheduleSet(state, event)
    case 'phase_changed':
      return accounts.applyPhaseChanged(state, event)
    case 'account_opened':
      return accounts.applyAccountOpened(state, event)
    case 'account_configured':
      return accounts.applyAccountConfigured(state, event)
    case 'leverage_set':
      return accounts.applyLeverageSet(state, event)
    case 'cash_moved':
      return accounts.applyCashMoved(state, event)
    case 'position_reset':
      return accounts.applyPositionReset(state, event)
    case 'generation_started':
      return accounts.applyGenerationStarted(state, event)
    case 'kill_switch_set':
      return accounts.applyKillSwitchSet(state, event)
    case 'loss_baseline_set':
      return accounts.applyLossBaselineSet(state, event)
    case 'loss_locked':
      return accounts.applyLossLocked(state, event)
    case 'day_timer_set':
      return accounts.applyDayTimerSet(state, event)
    case 'margin_called':
      return accounts.applyRiskFlags(state, event.accountId, { isMarginCalled: true })
    case 'margin_call_cleared':
      return accounts.applyRiskFlags(state, event.accountId, { isMarginCalled: false })
    case 'liquidation_started':
      return accounts.applyRiskFlags(state, event.accountId, { isLiquidating: true })
    case 'liquidation_ended':
      return accounts.applyRiskFlags(state, event.accountId, { isLiquidating: false })
    default:
      return unreachable(event)
  }
}
