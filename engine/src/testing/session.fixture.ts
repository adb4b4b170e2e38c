import { bestTradable, referencePrice } from '../book/quotes.ts'
import type { Engine } from '../engine.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { stepDown } from '../numbers/steps.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { openOrdersOf } from '../queries.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import type { Side } from '../order/order-types.ts'
import type { Input } from '../command/commands.ts'
import type { Random } from './random.fixture.ts'
import type { SessionSetup } from './session-setup.fixture.ts'

/**
 * What the makers of inputs look at. The engine is only read: what suits the moment is more telling than
 * noise.
 */
export interface Session {
  readonly random: Random
  readonly engine: Engine
  readonly setup: SessionSetup
  /** Unix milliseconds of the input that is being made. */
  at: number
  /** Around which price the outside world trades each instrument, in ticks. */
  readonly centers: Map<number, number>
  /** Counts the client order ids that were used. */
  clientOrders: number
  /** What is to come next, one after the other, with other inputs between. */
  readonly planned: PlannedInput[]
  /** Whether situations are brought about that hardly ever come by chance. */
  readonly isAimed: boolean
}

/** Makes an input when its turn has come; `null`: anything may come instead. */
export type PlannedInput = () => Input | null

/** One that is listed; trades concentrate on the first three. */
export function anyInstrument({ random, engine }: Session): ListedInstrument | null {
  const instrumentId = random.weighted([
    [34, 1],
    [30, 2],
    [33, 3],
    [3, 4],
  ])
  return engine.state.instruments.get(instrumentId) ?? null
}

export function anyAccount({ random, engine }: Session): Account | null {
  return random.pickOrNull([...engine.state.accounts.values()])
}

export function anySide({ random }: Session): Side {
  return random.chance(500) ? 'buy' : 'sell'
}

/** An open order of the account, or of anybody; `null`: there is none. */
export function anyOrder({ random, engine }: Session, account: Account | null): Readonly<Order> | null {
  if (account !== null) return random.pickOrNull([...openOrdersOf(engine.state, account)])
  return random.pickOrNull([...engine.state.orders.values()])
}

/** What a price is chosen around: mostly the best price on a side, or where the outside world trades. */
export function anchorOf({ random, centers }: Session, instrument: ListedInstrument, side: Side): number {
  const center = centers.get(instrument.instrumentId) ?? 100
  const quote = bestTradable(instrument, side)
  return quote !== null && random.chance(700) ? quote : center
}

/** A price on the tick, at most `distance` away on either side, nearer ones more often. */
export function priceNear({ random }: Session, instrument: ListedInstrument, near: Near): Ticks {
  const spread = Math.min(random.below(near.distance + 1), random.below(near.distance + 1))
  return onTick(instrument, near.price + (random.chance(500) ? spread : -spread))
}

export interface Near {
  readonly price: number
  readonly distance: number
}

/** The tick at or below a price, at least the first. */
export function onTick({ definition }: ListedInstrument, price: number): Ticks {
  return ticks(Math.max(1, stepDown(Math.max(1, price), definition.tickTable)))
}

/** Lots on the lot step: mostly few, sometimes many. */
export function anyQuantity({ random, setup }: Session, { definition }: ListedInstrument): Lots {
  const most = random.weighted([
    [70, 12],
    [25, 40],
    [5, 260],
  ])
  return onLot(
    definition.lotTable,
    Math.max(definition.quantityMin, random.between(1, most) * setup.scale.lots),
  )
}

export function onLot(lotTable: ListedInstrument['definition']['lotTable'], quantity: number): Lots {
  return lots(stepDown(quantity, lotTable))
}

/** What a trigger of the instrument watches, where it is known; else where the outside world trades. */
export function triggerPrice(session: Session, instrument: ListedInstrument, side: Side): number {
  const { triggerBy } = instrument.definition
  const name = triggerBy === 'bid_ask' ? (side === 'buy' ? 'ask' : 'bid') : triggerBy
  return referencePrice(instrument, name) ?? session.centers.get(instrument.instrumentId) ?? 100
}

export function positionQuantity(account: Account, instrument: ListedInstrument): number {
  return account.positions.get(instrument.instrumentId)?.quantity ?? 0
}

/** An id that no order of the session has had. */
export function newClientOrderId(session: Session): string {
  session.clientOrders += 1
  return `c${session.clientOrders}`
}
