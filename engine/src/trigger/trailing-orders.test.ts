import { describe, expect, it } from 'vitest'
import { ticks } from '../numbers/ticks.ts'
import type { Order } from '../state/order.ts'
import { Random } from '../testing/random.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'
import { TrailingOrders } from './trailing-orders.ts'

/** Open orders by id. */
function someOrders(): Order[] {
  const { engine } = perform(
    Array.from({ length: 18 }, () => submit(1, { side: 'buy', limitPrice: ticks(390) })),
  )
  return [...engine.state.orders.values()]
}

describe('trailing stops of a reference price', () => {
  it('come by their ids, in whichever order they were added', () => {
    const orders = someOrders()
    expect(orders.length).toBeGreaterThan(10)
    const random = new Random(3)
    const trailing = new TrailingOrders()
    const model = new Set<Order>()
    for (let count = 0; count < 2_000; count += 1) {
      const order = random.pick(orders)
      if (model.has(order)) trailing.remove(order)
      else trailing.add(order)
      if (!model.delete(order)) model.add(order)
      if (random.chance(300)) expect(trailing.values()).toEqual(orders.filter((each) => model.has(each)))
      expect(trailing.size).toBe(model.size)
    }
  })

  it('are not taken out twice', () => {
    const [order] = someOrders()
    if (order === undefined) throw new Error('there is an order')
    const trailing = new TrailingOrders()
    trailing.add(order)
    trailing.remove(order)
    expect(() => {
      trailing.remove(order)
    }).toThrow('an order is where it was put')
  })
})
