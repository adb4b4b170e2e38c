import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutsideLevelChange } from '../command/commands.ts'
import type { Side } from '../order/order-types.ts'
import type { VenuePrint } from './merge-prints-and-depth.ts'
import { MergerDesk, type Waiting } from './merger-desk.fixture.ts'
import { NaiveVenue, type VenueMessages } from './naive-venue.fixture.ts'

const PRICE_LOW = 95
const PRICE_HIGH = 106

type Step =
  | {
      readonly kind: 'arrive'
      readonly side: Side
      readonly price: number
      readonly size: number
      readonly rests: boolean
    }
  | { readonly kind: 'cancel'; readonly pick: number; readonly size: number }
  | { readonly kind: 'hidden'; readonly side: Side; readonly size: number }

interface UserOrder {
  readonly side: Side
  /** `null`: a market order. */
  readonly price: number | null
  readonly quantity: number
}

/** What happens within a moment, and the user's orders in the silence before it. */
interface Burst {
  readonly users: readonly UserOrder[]
  readonly steps: readonly Step[]
  /** Whether depth comes level by level, or one message for each step. */
  readonly isSplit: boolean
  /** In which order the two streams are read: a number for each message. */
  readonly picks: readonly number[]
}

const side = fc.constantFrom<Side>('buy', 'sell')
const price = fc.integer({ min: PRICE_LOW, max: PRICE_HIGH })
const size = fc.integer({ min: 1, max: 12 })
const arrival = fc.record({ kind: fc.constant('arrive' as const), side, price, size, rests: fc.boolean() })
const cancel = fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(1_000), size })
const hidden = fc.record({ kind: fc.constant('hidden' as const), side, size })
const restingUser = fc.record({ side, price, quantity: size })
const marketUser = fc.record({ side, price: fc.constant(null), quantity: size })

const burstsOf = (steps: fc.Arbitrary<Step>, users: fc.Arbitrary<UserOrder>): fc.Arbitrary<Burst[]> =>
  fc.array(
    fc.record({
      users: fc.array(users, { maxLength: 2 }),
      steps: fc.array(steps, { maxLength: 8 }),
      isSplit: fc.boolean(),
      picks: fc.array(fc.nat(99), { minLength: 64, maxLength: 64 }),
    }),
    { minLength: 1, maxLength: 6 },
  )

/** A venue with something on both sides. */
function openVenue(): NaiveVenue {
  const venue = new NaiveVenue()
  for (const distance of [0, 1, 2]) {
    for (const quantity of [7, 5]) {
      venue.arrive({ side: 'sell', price: 102 + distance, size: quantity, rests: true })
      venue.arrive({ side: 'buy', price: 99 - distance, size: quantity, rests: true })
    }
  }
  return venue
}

function act(venue: NaiveVenue, step: Step): VenueMessages {
  if (step.kind === 'arrive') return venue.arrive(step)
  if (step.kind === 'cancel') {
    const orders = venue.orders.filter(({ size: left }) => left > 0)
    const order = orders[step.pick % Math.max(1, orders.length)]
    return order === undefined ? { prints: [], changes: [] } : venue.cancel(order, step.size)
  }
  const best = venue.side(step.side === 'buy' ? 'sell' : 'buy')[0]
  if (best === undefined) return { prints: [], changes: [] }
  const print = { price: best.price, quantity: step.size, aggressor: step.side } as unknown as VenuePrint
  return { prints: [print], changes: [] }
}

/** Depth and prints of a burst, each in the order of the venue, with the step that caused them. */
interface Streams {
  readonly depth: { readonly step: number; readonly changes: readonly OutsideLevelChange[] }[]
  readonly prints: { readonly step: number; readonly print: VenuePrint }[]
}

function streamsOf(steps: readonly VenueMessages[], isSplit: boolean): Streams {
  const streams: Streams = { depth: [], prints: [] }
  for (const [step, { prints, changes }] of steps.entries()) {
    for (const print of prints) streams.prints.push({ step, print })
    if (isSplit) for (const change of changes) streams.depth.push({ step, changes: [change] })
    else if (changes.length > 0) streams.depth.push({ step, changes })
  }
  return streams
}

/**
 * In which order a desk reads the two streams. `any`: as the picks say. `own depth`: as they say, but a print comes
 * after the depth of all steps before its own.
 */
type Reading = 'print first' | 'depth first' | 'any' | 'own depth'

const TOGETHER = 240

function feed(
  desk: MergerDesk,
  streams: Streams,
  { reading, picks }: { reading: Reading; picks: readonly number[] },
): void {
  const [depth, prints] = [[...streams.depth], [...streams.prints]]
  const count = depth.length + prints.length
  const pause = Math.floor(TOGETHER / Math.max(1, count))
  for (let message = 0; message < count; message += 1) {
    const [nextDepth, nextPrint] = [depth[0], prints[0]]
    if (
      nextPrint !== undefined &&
      (nextDepth === undefined ||
        isPrintNext({ nextDepth, nextPrint, reading, pick: picks[message % 64] ?? 0 }))
    ) {
      prints.shift()
      desk.venuePrint(nextPrint.print)
    } else if (nextDepth !== undefined) {
      depth.shift()
      desk.changes(nextDepth.changes)
    }
    desk.wait(pause)
  }
  desk.wait(1_000)
}

interface Choice {
  readonly nextDepth: { readonly step: number }
  readonly nextPrint: { readonly step: number }
  readonly reading: Reading
  readonly pick: number
}

function isPrintNext({ nextDepth, nextPrint, reading, pick }: Choice): boolean {
  if (reading === 'any') return pick < 50
  if (nextPrint.step > nextDepth.step) return false
  if (reading === 'own depth') return pick < 50
  return reading === 'print first' || nextPrint.step < nextDepth.step
}

const sizesOf = (levels: readonly [number, number, number][]) =>
  levels.map(([at, quantity]) => ({ price: at, size: quantity }))

function stateOf(desk: MergerDesk): unknown {
  const [bids, asks] = [sizesOf(desk.displayed('buy')), sizesOf(desk.displayed('sell'))]
  return { last: desk.instrument.last, resting: desk.resting(), filled: desk.filled(), bids, asks }
}

/** What takers can have at each level. */
function effectiveOf(desk: MergerDesk): unknown {
  return [desk.displayed('buy'), desk.displayed('sell')]
}

function oneOfEachSide(users: readonly UserOrder[]): readonly UserOrder[] {
  return users.filter((user) => users.find((other) => other.side === user.side) === user)
}

interface Run {
  readonly readings: readonly Reading[]
  readonly waiting: Waiting
  /** Whether the venue's orders may come to rest at or beyond a user's order. */
  readonly mayCross: boolean
}

/** Runs a history through a desk for each reading, and compares them after each burst. */
function compare(bursts: readonly Burst[], { readings, waiting, mayCross }: Run): void {
  const venue = openVenue()
  const desks = readings.map(() => new MergerDesk(waiting))
  const pairs = (of: Side) => venue.levels(of).map((level) => [level.price, level.size] as const)
  for (const desk of desks) desk.book(pairs('buy'), pairs('sell'))
  for (const { users, steps, isSplit, picks } of bursts) {
    for (const desk of desks) {
      if (mayCross) desk.execute({ kind: 'cancel_all', accountId: 1, instrumentId: null })
      for (const user of mayCross ? oneOfEachSide(users) : users) desk.order(user.side, user.price, user.quantity)
    }
    const orders = desks[0]?.resting() ?? []
    const meets = (step: Step): boolean =>
      step.kind === 'arrive' &&
      step.rests &&
      orders.some(
        ([, of, at]) => of !== step.side && (step.side === 'buy' ? step.price >= at : step.price <= at),
      )
    const happened = steps.map((step) =>
      act(venue, mayCross || step.kind !== 'arrive' || !meets(step) ? step : { ...step, rests: false }),
    )
    const streams = streamsOf(happened, isSplit)
    for (const [number, desk] of desks.entries())
      feed(desk, streams, { reading: readings[number] ?? 'any', picks: picks.slice(number) })
    const states = desks.map(stateOf)
    for (const state of states) expect(state).toEqual(states[0])
    const left = desks.map(effectiveOf)
    if (mayCross && left.some((sizes) => !isDeepStrictEqual(sizes, left[0]))) return
    for (const sizes of left) expect(sizes).toEqual(left[0])
    for (const desk of desks) {
      expect(sizesOf(desk.displayed('buy'))).toEqual(venue.levels('buy'))
      expect(sizesOf(desk.displayed('sell'))).toEqual(venue.levels('sell'))
    }
  }
}

const visible = fc.oneof({ weight: 5, arbitrary: arrival }, { weight: 3, arbitrary: cancel })

describe('the order of prints and depth', () => {
  it('makes no difference whichever way the two streams are woven', () => {
    const bursts = burstsOf(
      fc.oneof(visible, { weight: 1, arbitrary: hidden }) as fc.Arbitrary<Step>,
      fc.oneof({ weight: 3, arbitrary: restingUser }, marketUser),
    )
    const readings = ['print first', 'depth first', 'any', 'any'] as const
    fc.assert(
      fc.property(bursts, (history) =>
        compare(history, { readings, waiting: 'where it matters', mayCross: false }),
      ),
      { numRuns: 1000 },
    )
  })

  it('makes no difference when the venue comes to rest at or beyond a user', () => {
    const bursts = burstsOf(visible, fc.oneof({ weight: 3, arbitrary: restingUser }, marketUser))
    const readings = ['print first', 'depth first', 'own depth', 'own depth'] as const
    fc.assert(
      fc.property(bursts, (history) =>
        compare(history, { readings, waiting: 'where it matters', mayCross: true }),
      ),
      { numRuns: 1000 },
    )
  })
})
