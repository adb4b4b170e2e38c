import { unreachable } from '../assert.ts'
import type { EngineEvent } from '../event/events.ts'
import * as accounts from './evolve-accounts.ts'
import * as orders from './evolve-orders.ts'
import type { ExchangeState } from './exchange-state.ts'

/**
 * Applies an event to D. It cannot refuse, and computes no result anew: prices, money and quantities are
 * those of the event. Live trading and recovery both go through here, so both arrive at the same state.
 *
 * @throws InvariantError when the event does not fit the state
 */
export function evolve(state: ExchangeState, event: EngineEvent): void {
  state.touch(state.counters)
  state.counters.at = event.at
  switch (event.kind) {
    // Those that come most often are looked at first.
    case 'order_accepted':
      orders.applyAccepted(state, event)
      return
    case 'order_canceled':
      orders.applyCanceled(state, event)
      return
    case 'traded':
      orders.applyTraded(state, event)
      return
    case 'order_rested':
      orders.applyRested(state, event)
      return
    case 'order_released':
      orders.applyReleased(state, event)
      return
    case 'order_activated':
      orders.applyActivated(state, event)
      return
    case 'order_parked':
      orders.applyParked(state, event)
      return
    case 'order_triggered':
      orders.applyTriggered(state, event)
      return
    case 'trailing_moved':
      orders.applyTrailingMoved(state, event)
      return
    case 'order_reduced':
      orders.applyReduced(state, event)
      return
    case 'order_resized':
      orders.applyResized(state, event)
      return
    case 'order_expired':
      orders.applyExpired(state, event)
      return
    case 'order_rejected':
      orders.applyRejected(state, event)
      return
    case 'cancel_requested':
      orders.applyCancelRequested(state, event)
      return
    case 'replace_requested':
      orders.applyReplaceRequested(state, event)
      return
    case 'order_replaced':
      orders.applyReplaced(state, event)
      return
    case 'order_repriced':
      orders.applyRepriced(state, event)
      return
    case 'replace_rejected':
      orders.applyReplaceRejected(state, event)
      return
    default:
      evolveRest(state, event)
  }
}

type OrderEventKind = Parameters<(typeof orders)[keyof typeof orders]>[1]['kind']

function evolveRest(state: ExchangeState, event: Exclude<EngineEvent, { kind: OrderEventKind }>): void {
  switch (event.kind) {
    case 'instrument_listed':
      accounts.applyInstrumentListed(state, event)
      return
    case 'schedule_set':
      accounts.applyScheduleSet(state, event)
      return
    case 'phase_changed':
      accounts.applyPhaseChanged(state, event)
      return
    case 'account_opened':
      accounts.applyAccountOpened(state, event)
      return
    case 'account_configured':
      accounts.applyAccountConfigured(state, event)
      return
    case 'leverage_set':
      accounts.applyLeverageSet(state, event)
      return
    case 'cash_moved':
      accounts.applyCashMoved(state, event)
      return
    case 'position_reset':
      accounts.applyPositionReset(state, event)
      return
    case 'generation_started':
      accounts.applyGenerationStarted(state, event)
      return
    case 'kill_switch_set':
      accounts.applyKillSwitchSet(state, event)
      return
    case 'loss_baseline_set':
      accounts.applyLossBaselineSet(state, event)
      return
    case 'loss_locked':
      accounts.applyLossLocked(state, event)
      return
    case 'day_timer_set':
      accounts.applyDayTimerSet(state, event)
      return
    case 'margin_called':
      accounts.applyRiskFlags(state, event.accountId, { isMarginCalled: true })
      return
    case 'margin_call_cleared':
      accounts.applyRiskFlags(state, event.accountId, { isMarginCalled: false })
      return
    case 'liquidation_started':
      accounts.applyRiskFlags(state, event.accountId, { isLiquidating: true })
      return
    case 'liquidation_ended':
      accounts.applyRiskFlags(state, event.accountId, { isLiquidating: false })
      return
    default:
      unreachable(event)
  }
}
