import { assert } from '../assert.ts'
import type { EngineEvent, Fill } from '../event/events.ts'
import type { StateImage } from '../state/state-image.ts'
import type { TextbookExchange } from './textbook-exchange.ts'

/** Checks what must hold between two inputs: sums, holds, leaves, groups, and a book that is not crossed. */
export function checkState(exchange: TextbookExchange): void {
  const image = exchange.image()
  checkMoney(image)
  checkPositions(image)
  checkOrders(image)
  checkReduceOnly(image)
  for (const { instrument, phase } of image.instruments) {
    const { bids, asks } = exchange.depth(instrument.instrumentId)
    const [bid, ask] = [bids[0], asks[0]]
    const isCrossed = bid !== undefined && ask !== undefined && bid.price >= ask.price
    const isMatchable = phase === 'continuous' && instrument.staleAfterMs === null
    assert(!isMatchable || !isCrossed, 'the best bid is below the best ask')
  }
}

function checkMoney(image: StateImage): void {
  for (const { currency, external, fees, insurance } of image.currencies) {
    const accounts = image.accounts.filter((account) => account.currency === currency)
    const houses = image.instruments.filter(({ instrument }) => instrument.currency === currency)
    const cash = accounts.reduce((sum, account) => sum + account.cash, 0n)
    const house = houses.reduce((sum, { houseCash }) => sum + houseCash, 0n)
    assert(cash + house + external + fees + insurance === 0n, 'money of a currency sums to zero')
  }
  for (const { accountKind, cash, hold } of image.accounts) {
    assert(accountKind === 'margin' || cash - hold >= 0n, 'a cash account has what it holds')
  }
}

function checkPositions(image: StateImage): void {
  for (const { instrument, housePosition } of image.instruments) {
    const positions = image.accounts.flatMap((account) =>
      account.positions.filter(({ instrumentId }) => instrumentId === instrument.instrumentId),
    )
    const sum = positions.reduce((total, { quantity }) => total + BigInt(quantity), 0n)
    assert(sum + housePosition === 0n, 'the positions of an instrument sum to zero')
    assert(
      positions.every(({ quantity, cost }) => quantity !== 0 || cost === 0n),
      'what is flat costs nothing',
    )
  }
  for (const { accountKind, positions } of image.accounts) {
    const isCovered = positions.every(({ quantity, openSells }) => quantity >= 0 && openSells <= quantity)
    assert(accountKind === 'margin' || isCovered, 'a cash account sells only what it has')
  }
}

function checkOrders(image: StateImage): void {
  for (const order of image.orders) {
    const leaves = order.quantity - order.filled - order.canceled
    const isWaiting = order.place === 'inactive'
    assert(leaves > 0 || (isWaiting && leaves === 0), 'an open order has something left, or waits')
    assert(order.place !== 'none', 'no order is left between two places')
    assert(order.priority > 0 === (order.place === 'book'), 'only the book knows priorities')
  }
  for (const account of image.accounts) {
    const orders = image.orders.filter(({ accountId }) => accountId === account.accountId)
    const isIdle = account.hold === 0n && account.positions.every(({ openBuys }) => openBuys === 0)
    assert(orders.length > 0 || isIdle, 'nothing is held without orders')
  }
  for (const { groupId, groupKind, guarded, orderIds } of image.groups) {
    assert(orderIds.length > 0, 'a group lives while one of its orders is open')
    const legs = image.orders.filter(
      ({ groupId: other, reduceOnly, place }) => other === groupId && reduceOnly && place !== 'inactive',
    )
    const isGuarding = legs.every((leg) => leg.quantity - leg.filled - leg.canceled <= guarded)
    assert(groupKind !== 'bracket' || isGuarding, 'the legs of a bracket are no larger than what they guard')
  }
}

/** Closing leaves of reduce-only orders, pairs counted once, never exceed the position. */
function checkReduceOnly(image: StateImage): void {
  for (const account of image.accounts) {
    for (const { instrument } of image.instruments) {
      const { instrumentId } = instrument
      const quantity = account.positions.find((other) => other.instrumentId === instrumentId)?.quantity ?? 0
      const orders = image.orders.filter(
        (order) =>
          order.accountId === account.accountId &&
          order.instrumentId === instrumentId &&
          order.reduceOnly &&
          order.place !== 'inactive' &&
          !isOnItsWay(order),
      )
      const sides = { buy: new Map<number, number>(), sell: new Map<number, number>() }
      for (const order of orders) {
        const group = image.groups.find(({ groupId }) => groupId === order.groupId)
        const isPair = group !== undefined && group.groupKind !== 'oto'
        const leaves = order.quantity - order.filled - order.canceled
        const unit = isPair ? -group.groupId : order.orderId
        const units = sides[order.side]
        units.set(unit, Math.max(units.get(unit) ?? 0, leaves))
      }
      const sum = (units: Map<number, number>) => [...units.values()].reduce((total, one) => total + one, 0)
      assert(sum(sides.sell) <= Math.max(0, quantity), 'reduce-only sales never exceed a long position')
      assert(
        sum(sides.buy) <= Math.max(0, 0 - quantity),
        'reduce-only purchases never exceed a short position',
      )
    }
  }
}

/** An order that will not rest is held against the position alone; another may close it first. */
function isOnItsWay({ place, type, timeInForce }: StateImage['orders'][number]): boolean {
  return place === 'latency' && (type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok')
}

/** Follows the totals that events carry, and compares them with those of the state. */
export class Totals {
  readonly #sides = new Map<string, { hold: bigint; open: number }>()
  readonly #orders = new Map<number, { accountId: number; instrumentId: number; side: 'buy' | 'sell' }>()

  follow(events: readonly EngineEvent[]): void {
    for (const event of events) {
      if (event.kind === 'order_accepted') this.#orders.set(event.orderId, event)
      if (event.kind === 'traded') {
        for (const fill of [event.maker, event.taker]) if (fill !== null) this.#add(fill)
      } else if ('holdDelta' in event) this.#add(event)
    }
  }

  #add(event: Pick<Fill, 'orderId' | 'holdDelta' | 'openDelta'>): void {
    const order = this.#orders.get(event.orderId)
    assert(order !== undefined, 'an event names an order that was accepted')
    const key = keyOf(order.accountId, order.instrumentId, order.side)
    const { hold, open } = this.#sides.get(key) ?? { hold: 0n, open: 0 }
    this.#sides.set(key, { hold: hold + event.holdDelta, open: open + event.openDelta })
  }

  check(image: StateImage): void {
    const none = { hold: 0n, open: 0 }
    for (const account of image.accounts) {
      for (const position of account.positions) {
        const { instrumentId, openBuys, openSells, buyHold, sellHold } = position
        const buys = this.#sides.get(keyOf(account.accountId, instrumentId, 'buy')) ?? none
        const sells = this.#sides.get(keyOf(account.accountId, instrumentId, 'sell')) ?? none
        const isRight =
          buys.hold === buyHold &&
          buys.open === openBuys &&
          sells.hold === sellHold &&
          sells.open === openSells
        assert(isRight, 'the changes of holds in the events add up to the holds of the orders')
      }
    }
  }
}

function keyOf(accountId: number, instrumentId: number, side: string): string {
  return `${String(accountId)} ${String(instrumentId)} ${side}`
}
