/** What goes into a whole engine: 50 instruments, 10,000 margin accounts, seeded commands as objects. */
import type { Input } from '../../engine/src/command/commands.ts'
import { Engine, type EngineLimits } from '../../engine/src/engine.ts'
import type { Instrument } from '../../engine/src/instrument/instrument.ts'
import { lots, type Lots } from '../../engine/src/numbers/lots.ts'
import { ticks, type Ticks } from '../../engine/src/numbers/ticks.ts'
import type { Side } from '../../engine/src/order/order-types.ts'
import { createRandom } from './minute-bars.ts'
import { command, createOrderFlow, priceAt, quantityAt, sideAt, type OrderFlow } from './order-flow.ts'

export const instrumentCount = 50
export const accountCount = 10_000
export const middlePrice = 10_000
export const engineLimits: EngineLimits = { recentOrdersMax: 65_536 }

const deposit = 10_000_000_000n
const flowMiddle = 10_000_000
/** Unix milliseconds of these days: too large to be stored inside a pointer, so they cost what they will. */
const startAt = Date.UTC(2026, 5, 1)
const commandsPerMs = 200

/** An engine, or anything that decides inputs the same way. */
export interface Exchange {
  execute(input: Input, at: number): unknown
}

/** Commands without end, or as many as were planned. */
export interface Flow {
  next(): Input
  /** Orders submitted so far: each is accepted, so that this is the id of the newest. */
  readonly orderCount: number
}

/** When a command arrives, Unix milliseconds: 200,000 in a second. */
export function timeOf(place: number): number {
  return startAt + Math.floor(place / commandsPerMs)
}

/** Lists the instruments, opens the accounts, pays the deposits in. */
export function openMarket(exchange: Exchange, at = 0): void {
  for (let instrumentId = 1; instrumentId <= instrumentCount; instrumentId += 1) {
    exchange.execute({ kind: 'list_instrument', instrument: instrumentOf(instrumentId) }, at)
    exchange.execute({ kind: 'set_phase', instrumentId, phase: 'continuous' }, at)
  }
  const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 1_000 } as const
  for (let accountId = 1; accountId <= accountCount; accountId += 1) {
    const owner = { ownerId: accountId, accountKind: 'margin', currency: 'USD' } as const
    exchange.execute({ kind: 'open_account', accountId, ...owner, settings }, at)
    exchange.execute({ kind: 'move_cash', accountId, amount: deposit }, at)
  }
}

/** An engine in which the market is open and nobody has an order. */
export function createOpenEngine(): Engine {
  const engine = new Engine(engineLimits)
  openMarket(engine, timeOf(0))
  return engine
}

/** Checks what flows rely on: that no order was refused, and the engine added none. */
export function checkAllAccepted(engine: Engine, flow: Flow): void {
  if (engine.state.counters.nextOrderId === flow.orderCount + 1) return
  throw new Error('every order of a flow must be accepted, and there must be no others')
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

/** What differs between the orders of a flow; one without a limit is a market order. */
export interface OrderTerms {
  readonly accountId: number
  readonly instrumentId: number
  readonly side: Side
  readonly quantity: Lots
  readonly limitPrice: Ticks | null
}

/** The command of a flow's next order: a limit that rests until it is canceled, or a market order. */
export function submitOf(orderCount: number, terms: OrderTerms): Input {
  const { accountId, instrumentId, side, quantity, limitPrice } = terms
  return {
    kind: 'submit_order',
    accountId,
    ticket: {
      clientOrderId: nameOf(orderCount),
      instrumentId,
      side,
      type: limitPrice === null ? 'market' : 'limit',
      quantity,
      notional: null,
      limitPrice,
      stopPrice: null,
      triggerBy: null,
      trailing: null,
      timeInForce: limitPrice === null ? 'ioc' : 'gtc',
      expiresAt: null,
      postOnly: 'no',
      reduceOnly: false,
      selfTradePrevention: 'cancel_oldest',
      bracket: null,
    },
  }
}

/**
 * Names of twelve characters: all take the same memory, and one that is put together of two parts is still
 * stored in one piece, as a name that came over a wire is.
 */
function nameOf(orderCount: number): string {
  return `order${1_000_000 + (orderCount % 9_000_000)}`
}

/** 60 % limits that rest within 100 ticks of the middle, 32 % cancels, 8 % market orders. */
export class InputFlow implements Flow {
  orderCount = 0
  readonly #flow: OrderFlow
  readonly #random: () => number
  /** By the place of their command. */
  readonly #orderIds: Int32Array
  readonly #accountIds: Int32Array
  #place = 0

  /** `count` is how many commands there may be. */
  constructor(count: number, seed: number) {
    this.#flow = createOrderFlow({ count, seed, reach: 100, crowding: 2 })
    this.#random = createRandom(seed + 1)
    this.#orderIds = new Int32Array(count)
    this.#accountIds = new Int32Array(count)
  }

  next(): Input {
    const flow = this.#flow
    const place = this.#place
    this.#place += 1
    const kind = flow.kinds[place]
    if (kind === undefined) throw new Error('the flow has no more commands')
    if (kind === command.cancel) {
      const target = flow.targets[place] ?? 0
      const [accountId = 0, orderId = 0] = [this.#accountIds[target], this.#orderIds[target]]
      return { kind: 'cancel_order', accountId, orderId }
    }
    this.orderCount += 1
    this.#orderIds[place] = this.orderCount
    const accountId = 1 + Math.floor(this.#random() * accountCount)
    this.#accountIds[place] = accountId
    const instrumentId = 1 + Math.floor(this.#random() * instrumentCount)
    const [side, quantity] = [sideAt(flow, place), quantityAt(flow, place)]
    const limitPrice = kind === command.rest ? ticks(priceAt(flow, place) - flowMiddle + middlePrice) : null
    return submitOf(this.orderCount, { accountId, instrumentId, side, quantity, limitPrice })
  }
}

/** The first commands of a flow, all made before any of them is timed. */
export function createInputs(count: number, seed: number): Input[] {
  const flow = new InputFlow(count, seed)
  return Array.from({ length: count }, () => flow.next())
}

/** Limits that rest and never meet, as many as are asked for, made one by one. */
export class RestingFlow implements Flow {
  orderCount = 0
  readonly #random = createRandom(77)

  next(): Input {
    const random = this.#random
    this.orderCount += 1
    const side = random() < 0.5 ? 'buy' : 'sell'
    const away = 1 + Math.floor(100 * random() ** 2)
    return submitOf(this.orderCount, {
      side,
      accountId: 1 + Math.floor(random() * accountCount),
      instrumentId: 1 + Math.floor(random() * instrumentCount),
      quantity: lots(1 + Math.floor(random() * 100)),
      limitPrice: ticks(middlePrice + (side === 'buy' ? -away : away)),
    })
  }
}
