import type { OutsideLevelChange } from '../command/commands.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { VenuePrint } from './merge-prints-and-depth.ts'

interface VenueOrder {
  readonly orderId: number
  readonly side: Side
  readonly price: number
  size: number
}

/** What one event of a venue makes it send. */
export interface VenueMessages {
  readonly prints: readonly VenuePrint[]
  readonly changes: readonly OutsideLevelChange[]
}

/** An order that arrives at the venue: it takes what it reaches, and rests with the remainder or not. */
export interface VenueArrival {
  readonly side: Side
  readonly price: number
  readonly size: number
  readonly rests: boolean
}

/** A venue made to be read: all its orders in one list, oldest first. Only it knows why a level changed. */
export class NaiveVenue {
  readonly orders: VenueOrder[] = []
  #ids = 0

  /** Best first. */
  side(side: Side): readonly VenueOrder[] {
    const sign = side === 'buy' ? -1 : 1
    const sorted = this.orders.toSorted((one, other) => (one.price - other.price) * sign)
    return sorted.filter((order) => order.side === side && order.size > 0)
  }

  size(side: Side, price: number): number {
    return this.side(side).reduce((sum, order) => sum + (order.price === price ? order.size : 0), 0)
  }

  /** Each price of a side with its size, best first. */
  levels(side: Side): { price: number; size: number }[] {
    const prices = [...new Set(this.side(side).map(({ price }) => price))]
    return prices.map((price) => ({ price, size: this.size(side, price) }))
  }

  arrive({ side, price, size, rests }: VenueArrival): VenueMessages {
    const opposite = side === 'buy' ? 'sell' : 'buy'
    const prints: VenuePrint[] = []
    const touched = new Set<number>()
    let left = size
    for (const maker of this.side(opposite)) {
      if (left === 0 || (side === 'buy' ? maker.price > price : maker.price < price)) break
      const quantity = Math.min(left, maker.size)
      maker.size -= quantity
      left -= quantity
      touched.add(maker.price)
      prints.push({ price: ticks(maker.price), quantity: lots(quantity), aggressor: side })
    }
    const changes = [...touched].map((at) => this.#change(opposite, at))
    if (left > 0 && rests) {
      this.orders.push({ orderId: (this.#ids += 1), side, price, size: left })
      changes.push(this.#change(side, price))
    }
    return { prints, changes }
  }

  /** Takes a part of an order away. */
  cancel(order: VenueOrder, quantity: number): VenueMessages {
    order.size -= Math.min(order.size, quantity)
    return { prints: [], changes: [this.#change(order.side, order.price)] }
  }

  #change(side: Side, price: number): OutsideLevelChange {
    return { side, price: ticks(price), size: lots(this.size(side, price)) }
  }
}
