import { describe, expect, it } from 'vitest'
import { perform, submit } from './testing/stage.fixture.ts'
import { SESSION_START } from './testing/session-setup.fixture.ts'
import { Turn, type Work } from './turn.ts'

describe('the work of a turn', () => {
  // To move up what is left each time takes 20 times as long as this may.
  it('is done first in, first out, in no time, however much there is', { timeout: 1_000 }, () => {
    const { engine } = perform([submit(1, { side: 'buy' })])
    const order = [...engine.state.orders.values()][0]
    if (order === undefined) throw new Error('the order rests')
    const turn = new Turn(engine.state, SESSION_START, [])
    const all: Work[] = Array.from({ length: 200_000 }, (_, at) => {
      return { kind: 'execute', order, isLate: at % 2 === 0 }
    })
    for (const work of all) turn.work.push(work)
    let isInOrder = true
    for (const work of all) if (turn.nextWork() !== work) isInOrder = false
    expect(isInOrder).toBe(true)
    expect(turn.nextWork()).toBeUndefined()
    const late: Work = { kind: 'execute', order, isLate: true }
    turn.work.push(late)
    expect(turn.nextWork()).toBe(late)
  })
})
