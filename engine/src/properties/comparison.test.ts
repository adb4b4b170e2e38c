import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import { Engine } from '../engine.ts'
import { compareInputs, compareSession, reportOf, type Comparison } from '../testing/compare.fixture.ts'
import { findDifference, textOf } from '../testing/difference.fixture.ts'
import { RECENT_ORDERS_MAX } from '../testing/session-setup.fixture.ts'
import { shrink } from '../testing/shrink.fixture.ts'

/** An exchange that keeps silent about what rests. */
class Forgetful {
  readonly #engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })

  execute(input: Input, at: number): Outcome {
    const outcome = this.#engine.execute(input, at)
    return { ...outcome, events: outcome.events.filter(({ kind }) => kind !== 'order_rested') }
  }

  image() {
    return this.#engine.image()
  }
}

/** An exchange that forgets client order ids too early. */
const hasty = () => new Engine({ recentOrdersMax: RECENT_ORDERS_MAX - 1 })

const against = (makeOther: Comparison['makeOther']): Comparison => ({ makeOther, isBearable: () => false })

describe('the comparison of two exchanges', () => {
  it('finds events that one of them lacks, and the shortest inputs that show it', () => {
    const comparison = against(() => new Forgetful())
    const found = compareSession(1, 500, comparison)
    if (found === null) throw new Error('the forgetful exchange is found out')
    const least = shrink(found.inputs, (fewer) => compareInputs(fewer, comparison)?.index ?? null)
    expect(least.length).toBeLessThanOrEqual(9)
    const report = reportOf(found, comparison)
    expect(report).toContain('seed 1, input')
    expect(report).toContain('order_rested')
  })

  it('finds states that differ while the events are the same', () => {
    const found = compareSession(1, 1_000, against(hasty))
    expect(found?.message).toContain('image recent')
  })

  it('goes on after a disagreement that can be borne', () => {
    const comparison = {
      makeOther: hasty,
      isBearable: (message: string) => message.startsWith('image recent'),
    }
    const found = compareSession(1, 300, comparison)
    expect(found).toBeNull()
  })
})

describe('findDifference', () => {
  it('tells where two values differ first', () => {
    const one = { list: [1, { name: 'x', amount: 1n }], other: null }
    expect(findDifference(one, { list: [1, { name: 'x', amount: 1n }], other: null })).toBeNull()
    const changed = { list: [1, { name: 'x', amount: 2n }], other: null }
    expect(findDifference(one, changed)).toEqual({ path: 'list[1].amount', one: 1n, other: 2n })
    expect(findDifference({}, { late: 1 })).toEqual({ path: 'late', one: undefined, other: 1 })
    expect(findDifference([1], [1, 2])).toEqual({ path: '[1]', one: undefined, other: 2 })
    expect(findDifference(0, -0)).not.toBeNull()
    expect(findDifference([], {})).not.toBeNull()
  })

  it('goes with texts that can be read back', () => {
    expect(textOf({ a: 1n, b: [null, -0, 'x'], c: {} })).toBe("{ a: 1n, b: [null, -0, 'x'], c: {} }")
  })
})
