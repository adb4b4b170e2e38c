import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpenOrderIds } from './open-order-ids.ts'
import { UndoLog } from './undo-log.ts'

describe('ids of open orders', () => {
  it('are those that were added and are not gone, rising, also after changes are taken back', () => {
    const step = fc.record({
      adds: fc.nat(40),
      removes: fc.array(fc.nat(), { maxLength: 60 }),
      undone: fc.boolean(),
    })
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const ids = new OpenOrderIds()
      let model = Array.from({ length: 300 }, (_, at) => at + 1)
      for (const id of model) ids.add(id)
      let next = 1_000
      for (const { adds, removes, undone } of steps) {
        const before = model.slice()
        const undo = undone ? new UndoLog() : null
        for (let count = 0; count < adds; count += 1) {
          ids.add(next)
          model.push(next)
          undo?.record(() => {
            ids.removeNewest()
          })
          next += 1
        }
        for (const pick of removes) {
          const id = model[pick % model.length]
          if (id === undefined) continue
          ids.remove(id, undo)
          model = model.filter((each) => each !== id)
          undo?.record(() => {
            ids.restore(id)
          })
        }
        expect(ids.values()).toEqual(model)
        expect(ids).toHaveLength(model.length)
        if (undo === null) continue
        undo.rollbackTo(0)
        model = before
        expect(ids.values()).toEqual(model)
      }
    })
    fc.assert(property, { numRuns: 200 })
  })

  // Moving all others up each time takes 20 times as long as this may.
  it('go one by one, oldest first, in no time', { timeout: 1_000 }, () => {
    const ids = new OpenOrderIds()
    const count = 300_000
    for (let id = 1; id <= count; id += 1) ids.add(id)
    for (let id = 1; id <= count; id += 1) ids.remove(id, null)
    expect(ids.values()).toEqual([])
  })
})
