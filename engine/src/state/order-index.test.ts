import { describe, expect, it } from 'vitest'
import { perform, submit } from '../testing/stage.fixture.ts'
import { Random } from '../testing/random.fixture.ts'
import { SESSION_START } from '../testing/session-setup.fixture.ts'
import { OrderIndex } from './order-index.ts'
import { Order } from './order.ts'

/** Makes orders that differ in their ids. */
function createMaker(): (orderId: number) => Order {
  const { engine } = perform([
    submit(1, { side: 'buy', limitPrice: null, type: 'market', timeInForce: 'ioc' }),
  ])
  const position = engine.state.accountOf(1).positions.get(2)
  if (position === undefined) throw new Error('the account has bought')
  const identity = {
    clientOrderId: '',
    ticketHash: 0,
    side: 'buy',
    type: 'limit',
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_newest',
    role: 'single',
  } as const
  return (orderId) => new Order(position, { ...identity, orderId }, SESSION_START)
}

describe('the index of open orders', () => {
  it('has those that were added and not removed, in the order of their ids', () => {
    const make = createMaker()
    const random = new Random(7)
    const index = new OrderIndex()
    const model = new Map<number, Order>()
    let next = 1
    for (let round = 0; round < 3_000; round += 1) {
      const open = [...model.values()]
      const order = open[random.below(Math.max(1, open.length))]
      if (order !== undefined && random.chance(480)) {
        index.remove(order)
        model.delete(order.orderId)
        // What is taken back comes back.
        if (random.chance(300)) {
          index.add(order)
          model.set(order.orderId, order)
        }
      } else {
        const added = make(next)
        next += 1 + random.below(40)
        index.add(added)
        model.set(added.orderId, added)
      }
      if (round % 50 !== 0) continue
      const expected = [...model.values()].sort((one, other) => one.orderId - other.orderId)
      const found = [...index.values()]
      expect(found.map(({ orderId }) => orderId)).toEqual(expected.map(({ orderId }) => orderId))
      const ids = Array.from({ length: next + 1 }, (_, id) => id)
      expect(ids.filter((id) => index.get(id) !== model.get(id))).toEqual([])
      expect(index.size).toBe(model.size)
    }
  })
})
