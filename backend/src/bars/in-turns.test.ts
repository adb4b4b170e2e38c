import { describe, expect, it } from 'vitest'
import { inTurns, TURN_MS } from './in-turns.ts'

/** Takes so many steps, each as long as a turn. */
function* longWork(steps: number): Generator<undefined, string> {
  for (let step = 0; step < steps; step += 1) {
    const start = performance.now()
    while (performance.now() - start < TURN_MS);
    yield
  }
  return 'done'
}

function* shortWork(): Generator<undefined, string> {
  yield
  return 'done'
}

function* brokenWork(steps: number): Generator<undefined, string> {
  yield* longWork(steps)
  throw new Error('broken on purpose')
}

describe('a work in turns', () => {
  it('is done at once when it is short', () => {
    expect(inTurns(shortWork())).toBe('done')
  })

  it('lets others take turns when it is long', async () => {
    const work = inTurns(longWork(4))
    let turns = 0
    const others = setInterval(() => {
      turns += 1
    })
    expect(work).toBeInstanceOf(Promise)
    expect(await work).toBe('done')
    clearInterval(others)
    expect(turns).toBeGreaterThan(1)
  })

  it('fails as it would at once', async () => {
    expect(() => inTurns(brokenWork(0))).toThrow('broken on purpose')
    await expect(inTurns(brokenWork(2))).rejects.toThrow('broken on purpose')
  })
})
