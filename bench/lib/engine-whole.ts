/** The whole engine under a seeded flow: 50 instruments, 10,000 margin accounts, every command an object made before. */
import type { Input } from '../../engine/src/command/commands.ts'
import type { Instrument } from '../../engine/src/instrument/instrument.ts'
import { lots } from '../../engine/src/numbers/lots.ts'
import { ticks } from '../../engine/src/numbers/ticks.ts'
import type { Side, Ticket } from '../../engine/src/order/order-types.ts'
import { createRandom } from './minute-bars.ts'
import { command, createOrderFlow } from './order-flow.ts'

export const instrumentCount = 50
export const accountCount = 10_000
const deposit = 10_000_000_000n

/** An engine, or anything that decides inputs the same way. */
export interface Exchange {
  execute(input: Input, at: number): unknown
}

/** Lists the instruments, opens the accounts, pays the deposits in. */
export function openMarket(exchange: Exchange): void {
  for (let instrumentId = 1; instrumentId <= instrumentCount; instrumentId += 1) {
    exchange.execute({ kind: 'list_instrument', instrument: instrumentOf(instrumentId) }, 0)
    exchange.execute({ kind: 'set_phase', instrumentId, phase: 'continuous' }, 0)
  }
  const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 1_000 } as const
  for (let accountId = 1; accountId <= accountCount; accountId += 1) {
    const owner = { ownerId: accountId, accountKind: 'margin', currency: 'USD' } as const
    exchange.execute({ kind: 'open_account', accountId, ...owner, settings }, 0)
    exchange.execute({ kind: 'move_cash', accountId, amount: deposit }, 0)
  }
}

function instrumentOf(instrumentId: number): Instrument {
  return {
    instrumentId,
    symbol: `BENCH:${instrumentId}`,
    currency: 'USD',
    tickTable: [{ from: 1, step: 1 }],
    lotTable: [{ from: 1, step: 1 }],
    quantityMin: lots(1),
    quantityMax: lots(1_000_000),
    priceMax: ticks(100_000_000),
    positionMax: lots(1_000_000_000),
    orderValueMax: 10n ** 15n,
    tickValue: { numerator: 1n, denominator: 1n },
    settlement: 'delivery',
    tape: 'internal',
    triggerBy: 'last',
    bandPpm: 100_000,
    triggerBandPpm: 50_000,
    collarPpm: 50_000,
    fees: { makerPpm: 100, takerPpm: 200, perLotMicros: 0 },
    marginTiers: [{ from: 0n, initialPpm: 100_000, maintenancePpm: 50_000 }],
    leverageMax: 10,
    staleAfterMs: null,
  }
}

/** 60 % resting limits within 100 ticks of 10,000, 32 % cancels, 8 % that cross; spread over instruments and accounts. */
export function createInputs(count: number, seed: number): Input[] {
  const flow = createOrderFlow({ count, seed, reach: 100, crowding: 2 })
  const random = createRandom(seed + 1)
  const inputs: Input[] = []
  const orderIds = new Int32Array(count)
  const accounts = new Int32Array(count)
  let orderId = 0
  for (let place = 0; place < count; place += 1) {
    if (flow.kinds[place] === command.cancel) {
      const target = flow.targets[place] ?? 0
      inputs.push({ kind: 'cancel_order', accountId: accounts[target] ?? 0, orderId: orderIds[target] ?? 0 })
      continue
    }
    orderId += 1
    orderIds[place] = orderId
    const accountId = 1 + Math.floor(random() * accountCount)
    accounts[place] = accountId
    const side: Side = flow.sells[place] === 1 ? 'sell' : 'buy'
    const isResting = flow.kinds[place] === command.rest
    const ticket: Ticket = {
      clientOrderId: `order-${orderId}`,
      instrumentId: 1 + Math.floor(random() * instrumentCount),
      side,
      type: isResting ? 'limit' : 'market',
      quantity: lots(flow.quantities[place] ?? 0),
      notional: null,
      limitPrice: isResting ? ticks((flow.prices[place] ?? 0) - 10_000_000 + 10_000) : null,
      stopPrice: null,
      triggerBy: null,
      trailing: null,
      timeInForce: isResting ? 'gtc' : 'ioc',
      expiresAt: null,
      postOnly: 'no',
      reduceOnly: false,
      selfTradePrevention: 'cancel_oldest',
      bracket: null,
    }
    inputs.push({ kind: 'submit_order', accountId, ticket })
  }
  return inputs
}
