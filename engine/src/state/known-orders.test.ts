import { describe, expect, it } from 'vitest'
import { perform } from '../testing/stage.fixture.ts'
import { Random } from '../testing/random.fixture.ts'
import type { Account } from './account.ts'
import { KnownOrders, type KnownOrder } from './known-orders.ts'
import { RecentOrders } from './recent-orders.ts'
import { UndoLog } from './undo-log.ts'

/** After each of two texts, and those before them, the hash of an id of account 1 is the same. */
const alike: readonly (readonly [string, string])[] = [
  ['w5xA', '7UDB'],
  ['-e8A', 'nLdE'],
  ['hwiB', '2JAD'],
  ['uF7A', 'kgBB'],
  ['ZfbA', 'dUAB'],
  ['Nl8C', 'oxCD'],
  ['jWwA', 'NHDB'],
  ['CLnA', 'RwBB'],
  ['7zeA', 'g6DB'],
  ['t_HC', 'zOAD'],
  ['ULOA', '8TDE'],
]

/** 2^doublings client order ids of account 1 that have one hash. */
function collidingIds(doublings: number): string[] {
  return alike
    .slice(0, doublings)
    .reduce((ids, texts) => ids.flatMap((id) => texts.map((text) => id + text)), [''])
}

function accountOf(accountId: number): Account {
  return perform([]).engine.state.accountOf(accountId)
}

describe('known orders', () => {
  it('are found with few looks, however many client order ids have one hash', () => {
    const account = accountOf(1)
    const known = new KnownOrders(new RecentOrders(10))
    const ids = collidingIds(11)
    let looks = 0
    for (const [orderId, id] of ids.entries()) {
      const order: KnownOrder = {
        account,
        orderId,
        ticketHash: 0,
        get clientOrderId() {
          looks += 1
          return id
        },
      }
      known.add(order, null)
    }
    const found: (number | undefined)[] = []
    let most = 0
    for (const id of ids) {
      looks = 0
      found.push(known.get(account, id)?.orderId)
      most = Math.max(most, looks)
    }
    expect(found).toEqual([...ids.keys()])
    expect(most).toBeLessThan(200)
    // They do have one hash.
    expect(most).toBeGreaterThan(100)
  })

  it('are what was added and not taken back, whatever their hashes', () => {
    const account = accountOf(1)
    const other = accountOf(2)
    const ids = [...collidingIds(8), ...Array.from({ length: 200 }, (_, at) => `p${at}`)]
    const random = new Random(1)
    const known = new KnownOrders(new RecentOrders(10))
    const model = new Map<string, KnownOrder>()
    let nextId = 1
    const change = (undo: UndoLog | null) => {
      const [owner, id] = [random.chance(800) ? account : other, ids[random.below(ids.length)] ?? '']
      const key = `${owner.accountId} ${id}`
      const before = model.get(key)
      const order = { account: owner, clientOrderId: id, orderId: nextId, ticketHash: 0 }
      nextId += 1
      if (before === undefined) known.add(order, undo)
      else known.replace(before, order, undo)
      model.set(key, order)
      undo?.record(() => (before === undefined ? model.delete(key) : model.set(key, before)))
    }
    for (let round = 0; round < 30; round += 1) {
      const undo = random.chance(500) ? new UndoLog() : null
      for (let count = 0; count < 20; count += 1) change(undo)
      undo?.rollbackTo(0)
      for (const owner of [account, other]) {
        const wrong = ids.filter((id) => known.get(owner, id) !== model.get(`${owner.accountId} ${id}`))
        expect(wrong).toEqual([])
      }
    }
  })
})
