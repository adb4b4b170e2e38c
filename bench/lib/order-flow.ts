/** Seeded flow of orders for benchmarks: commands in typed arrays, made before anything is timed. */
import { lots, type Lots } from '../../engine/src/numbers/lots.ts'
import { ticks, type Ticks } from '../../engine/src/numbers/ticks.ts'
import type { Side } from '../../engine/src/order/order-types.ts'
import { createRandom } from './minute-bars.ts'

/** A limit order that rests, the cancel of an earlier one, an order that crosses and never rests. */
export const command = { rest: 0, cancel: 1, cross: 2 } as const

export interface OrderFlow {
  readonly count: number
  /** One of `command` each. */
  readonly kinds: Uint8Array
  readonly prices: Float64Array
  readonly quantities: Float64Array
  /** 1 where the order sells. */
  readonly sells: Uint8Array
  /** For a cancel: the place of the command whose order it cancels. It may be filled by then, as in life. */
  readonly targets: Int32Array
}

interface FlowOptions {
  readonly count: number
  readonly seed: number
  /** How far from the middle the farthest resting price is, in ticks. */
  readonly reach: number
  /** 1: prices are as likely everywhere; 2 and more: the closer to the middle the likelier. */
  readonly crowding: number
}

const MIDDLE = 10_000_000
const RESTING_SHARE = 0.6
const CROSSING_SHARE = 0.08
const RESTING_QUANTITY_MAX = 100
const CROSSING_QUANTITY_MAX = 40

/** 60 % resting limits, 32 % cancels, 8 % crossing orders around a middle that stays where it is. */
export function createOrderFlow({ count, seed, reach, crowding }: FlowOptions): OrderFlow {
  const random = createRandom(seed)
  const [kinds, sells, targets] = [new Uint8Array(count), new Uint8Array(count), new Int32Array(count)]
  const [prices, quantities] = [new Float64Array(count), new Float64Array(count)]
  const resting: number[] = []
  for (let place = 0; place < count; place += 1) {
    const draw = random()
    const sign = random() < 0.5 ? -1 : 1
    sells[place] = sign === 1 ? 1 : 0
    if (draw < RESTING_SHARE || resting.length === 0) {
      kinds[place] = command.rest
      prices[place] = MIDDLE + sign * (1 + Math.floor(reach * random() ** crowding))
      quantities[place] = 1 + Math.floor(random() * RESTING_QUANTITY_MAX)
      resting.push(place)
    } else if (draw < 1 - CROSSING_SHARE) {
      kinds[place] = command.cancel
      targets[place] = takeOne(resting, random())
    } else {
      kinds[place] = command.cross
      prices[place] = MIDDLE - sign * (reach + 1)
      quantities[place] = 1 + Math.floor(random() * CROSSING_QUANTITY_MAX)
    }
  }
  return { count, kinds, prices, quantities, sells, targets }
}

export function sideAt(flow: OrderFlow, place: number): Side {
  return flow.sells[place] === 1 ? 'sell' : 'buy'
}

export function priceAt(flow: OrderFlow, place: number): Ticks {
  return ticks(flow.prices[place] ?? 0)
}

export function quantityAt(flow: OrderFlow, place: number): Lots {
  return lots(flow.quantities[place] ?? 0)
}

/** Takes any one out of a list that has one; its order does not matter. */
function takeOne(list: number[], draw: number): number {
  const place = Math.floor(draw * list.length)
  const [taken = 0, last = 0] = [list[place], list.pop()]
  if (place < list.length) list[place] = last
  return taken
}
