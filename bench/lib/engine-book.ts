/** Our book under a flow of orders, every fill as an event object. */
import { Book } from '../../engine/src/book/book.ts'
import { NONE } from '../../engine/src/book/price-index.ts'
import { createMatch, findMatch, type Match } from '../../engine/src/matching/next-match.ts'
import { lots, type Lots } from '../../engine/src/numbers/lots.ts'
import type { Ticks } from '../../engine/src/numbers/ticks.ts'
import { command, priceAt, quantityAt, sideAt, type OrderFlow } from './order-flow.ts'

/** What a fill says in an engine: what was traded, and the evidence for it. */
interface FillEvent {
  readonly order: number
  readonly liquidity: 'maker' | 'taker'
  readonly price: Ticks
  readonly quantity: Lots
  readonly queueAhead: Lots
  readonly metLevel: Ticks
  readonly time: number
}

export class BookRun {
  readonly book = new Book<number>()
  fillCount = 0
  filledQuantity = 0
  readonly #slots: Int32Array
  readonly #match: Match = createMatch()

  /** `orderCount` is how many order numbers there may be. */
  constructor(orderCount: number) {
    this.#slots = new Int32Array(orderCount).fill(NONE)
  }

  /** Runs all commands; an order's number is the place of its command. */
  run(flow: OrderFlow): void {
    for (let place = 0; place < flow.count; place += 1) {
      const kind = flow.kinds[place]
      if (kind === command.rest) this.rest(flow, place, place)
      else if (kind === command.cancel) this.cancel(flow.targets[place] ?? 0)
      else {
        const events = this.cross(flow, place)
        this.fillCount += events.length / 2
      }
    }
  }

  rest(flow: OrderFlow, place: number, owner: number): void {
    const [side, price, leaves] = [sideAt(flow, place), priceAt(flow, place), quantityAt(flow, place)]
    this.#slots[owner] = this.book.add({ side, price, leaves, owner, ignoresOutside: false })
  }

  cancel(order: number): void {
    const slot = this.#slots[order] ?? NONE
    if (slot === NONE) return
    this.book.remove(slot)
    this.#slots[order] = NONE
  }

  /** Takes until it has enough; gives an event for either side of each trade. */
  cross(flow: OrderFlow, place: number): readonly FillEvent[] {
    const { book } = this
    const match = this.#match
    const [side, limit] = [sideAt(flow, place), priceAt(flow, place)]
    const events: FillEvent[] = []
    let leaves = quantityAt(flow, place)
    while (findMatch(book, { side, limit, leaves }, match)) {
      const quantity = lots(Math.min(leaves, match.quantity))
      const queueAhead = book.queueAhead(match.slot)
      const order = book.owner(match.slot)
      const evidence = { price: match.price, quantity, metLevel: match.price, time: place }
      events.push({ order, liquidity: 'maker', queueAhead, ...evidence })
      events.push({ order: place, liquidity: 'taker', queueAhead: lots(0), ...evidence })
      if (quantity < match.quantity) book.reduce(match.slot, quantity)
      else {
        book.remove(match.slot)
        this.#slots[order] = NONE
      }
      leaves = lots(leaves - quantity)
      this.filledQuantity += quantity
    }
    return events
  }
}
