/** The same flow of orders through the npm package `nodejs-order-book`, the baseline of ours. */
import { OrderBook, Side } from 'nodejs-order-book'
import { command, sideAt, type OrderFlow } from './order-flow.ts'

export class PeerRun {
  readonly book = new OrderBook()
  filledQuantity = 0
  readonly #ids: readonly string[]

  /** `ids` are its names of the orders, made before the run. */
  constructor(ids: readonly string[]) {
    this.#ids = ids
  }

  /** Runs the first `count` commands. */
  run(flow: OrderFlow, count: number): void {
    for (let place = 0; place < count; place += 1) {
      const kind = flow.kinds[place]
      if (kind === command.cancel) this.book.cancel(this.#ids[flow.targets[place] ?? 0] ?? '')
      else if (kind === command.cross) this.#cross(flow, place)
      else this.#rest(flow, place)
    }
  }

  #rest(flow: OrderFlow, place: number): void {
    const [id = '', size = 0, price = 0] = [this.#ids[place], flow.quantities[place], flow.prices[place]]
    const { err } = this.book.limit({ id, side: peerSide(flow, place), size, price })
    if (err !== null) throw new Error(`the baseline refused a command: ${err.message}`)
  }

  /** The limit of a crossing order is beyond all prices; its market order, too, never rests. */
  #cross(flow: OrderFlow, place: number): void {
    const size = flow.quantities[place] ?? 0
    const { quantityLeft } = this.book.market({ side: peerSide(flow, place), size })
    this.filledQuantity += size - quantityLeft
  }
}

function peerSide(flow: OrderFlow, place: number): Side {
  return sideAt(flow, place) === 'buy' ? Side.BUY : Side.SELL
}

/** Names of the orders of a flow. */
export function peerIds(flow: OrderFlow): readonly string[] {
  return Array.from({ length: flow.count }, (_, place) => `order-${place}`)
}
