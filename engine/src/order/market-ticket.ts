import type { Lots } from '../numbers/lots.ts'
import type { Position } from '../state/account.ts'
import type { Ticket } from './order-types.ts'

/** A market order of the day against a position, as the engine makes it. */
export function marketAgainst(position: Position, quantity: Lots): Ticket {
  return {
    clientOrderId: '',
    instrumentId: position.instrument.instrumentId,
    side: position.quantity > 0 ? 'sell' : 'buy',
    type: 'market',
    quantity,
    notional: null,
    limitPrice: null,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'day',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_oldest',
    bracket: null,
  }
}
