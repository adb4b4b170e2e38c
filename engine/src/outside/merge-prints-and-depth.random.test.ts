import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Side } from '../order/order-types.ts'
import { TOGETHER_MS } from './merge-prints-and-depth.ts'
import { MergerDesk, type Waiting } from './merger-desk.fixture.ts'
import type { NaiveVenue } from './naive-venue.fixture.ts'
import {
  act,
  feed,
  hiddenTrade,
  historyOf,
  limitOrder,
  marketOrder,
  openVenue,
  streamsOf,
  visibleStep,
  type Burst,
  type Reading,
  type Step,
  type Streams,
  type UserOrder,
} from './venue-history.fixture.ts'

type Sizes = { price: number; size: number }[]

const sizesOf = (desk: MergerDesk, side: Side): Sizes =>
  desk.displayed(side).map(([price, size]) => ({ price, size }))

function openDesk(venue: NaiveVenue, waiting: Waiting): MergerDesk {
  const desk = new MergerDesk(waiting)
  const pairs = (side: Side) => venue.levels(side).map(({ price, size }) => [price, size] as const)
  desk.book(pairs('buy'), pairs('sell'))
  return desk
}

/** What a user sees, and what the venue displays. */
function stateOf(desk: MergerDesk): unknown {
  const [bids, asks] = [sizesOf(desk, 'buy'), sizesOf(desk, 'sell')]
  return { last: desk.instrument.last, resting: desk.resting(), filled: desk.filled(), bids, asks }
}

/** What takers can have at each level. */
function effectiveOf(desk: MergerDesk): unknown {
  return [desk.displayed('buy'), desk.displayed('sell')]
}

function expectVenueSizes(desk: MergerDesk, venue: NaiveVenue): void {
  expect(sizesOf(desk, 'buy')).toEqual(venue.levels('buy'))
  expect(sizesOf(desk, 'sell')).toEqual(venue.levels('sell'))
}

/**
 * A user's order, where none rests on its side yet: of several, a later one waits behind lots that a print
 * left there because an earlier one was filled, and only sizes that come later say whether they still are.
 */
function submit(desk: MergerDesk, user: UserOrder): void {
  const { side, price, quantity } = user
  const isAlone = desk.resting().every(([, resting]) => resting !== side)
  if (price === null || isAlone) desk.order(side, price, quantity)
}

/** Whether a user's order takes from the venue. */
function takes(venue: NaiveVenue, { side, price }: UserOrder): boolean {
  const best = venue.side(side === 'buy' ? 'sell' : 'buy')[0]
  return price === null || (best !== undefined && reaches({ side, price }, best.price))
}

/** Whether a step rests at or beyond a user's order. */
function meetsUser(desk: MergerDesk, step: Step): boolean {
  if (step.kind !== 'arrive' || !step.rests) return false
  return desk.resting().some(([, side, price]) => side !== step.side && reaches(step, price))
}

const withoutRest = (step: Step): Step => (step.kind === 'arrive' ? { ...step, rests: false } : step)

const reaches = ({ side, price }: { side: Side; price: number }, other: number): boolean =>
  side === 'buy' ? price >= other : price <= other

const pauseWithin = ({ depth, prints }: Streams) => {
  const pause = Math.floor((TOGETHER_MS - 1) / Math.max(1, depth.length + prints.length))
  return () => pause
}

interface Run {
  readonly readings: readonly Reading[]
  readonly waiting: Waiting
  /** Whether a venue's order may come to rest at or beyond a user's; it is the last that happens then. */
  readonly mayCross: boolean
  /** Whether users take from the venue. */
  readonly mayTake: boolean
}

/** Runs a history through a desk for each reading, and compares them after each burst. */
function expectSame(bursts: readonly Burst[], { readings, waiting, mayCross, mayTake }: Run): void {
  const venue = openVenue()
  const desks = readings.map((reading) => ({ reading, desk: openDesk(venue, waiting) }))
  const [first] = desks.map(({ desk }) => desk)
  if (first === undefined) throw new Error('there is a reading')
  for (const { users, steps, isSplit, picks } of bursts) {
    const allowed = users.filter((user) => mayTake || !takes(venue, user))
    for (const user of allowed) for (const { desk } of desks) submit(desk, user)
    const meeting = steps.map((step) => meetsUser(first, step))
    const end = mayCross && meeting.includes(true) ? meeting.indexOf(true) + 1 : steps.length
    const messages = steps
      .slice(0, end)
      .map((step, number) => act(venue, !mayCross && meeting[number] === true ? withoutRest(step) : step))
    const streams = streamsOf(messages, isSplit)
    for (const [number, { desk, reading }] of desks.entries()) {
      feed(desk, streams, { reading, picks: picks.slice(number), pause: pauseWithin(streams) })
      expect(stateOf(desk)).toEqual(stateOf(first))
      expectVenueSizes(desk, venue)
      const isSame = isDeepStrictEqual(effectiveOf(desk), effectiveOf(first))
      // A user who is alone at a price meets the print or the order behind it, whichever comes first.
      if (!isSame && mayCross) return
      expect(isSame).toBe(true)
    }
  }
}

const anyStep = fc.oneof({ weight: 8, arbitrary: visibleStep }, { weight: 1, arbitrary: hiddenTrade })
const anyUser = fc.oneof({ weight: 3, arbitrary: limitOrder }, { weight: 1, arbitrary: marketOrder })
const ANY_WAY: readonly Reading[] = ['print first', 'depth first', 'any', 'any']

describe('prints and depth that belong together come in any order, and', () => {
  it('fills, queues, sizes and what is consumed are the same however the streams are woven', () => {
    fc.assert(
      fc.property(historyOf(anyStep, anyUser), (history) =>
        expectSame(history, {
          readings: ANY_WAY,
          waiting: 'where it matters',
          mayCross: false,
          mayTake: true,
        }),
      ),
      { numRuns: 500 },
    )
  })

  it('the same holds when decreases wait at orders only and nobody has taken', () => {
    fc.assert(
      fc.property(historyOf(anyStep, limitOrder), (history) =>
        expectSame(history, { readings: ANY_WAY, waiting: 'at orders', mayCross: false, mayTake: false }),
      ),
      { numRuns: 500 },
    )
  })

  it('fills, queues and sizes are the same when the venue comes to rest at or beyond a user', () => {
    const readings = ['print first', 'depth first', 'own depth', 'own depth'] as const
    fc.assert(
      fc.property(historyOf(visibleStep, anyUser), (history) =>
        expectSame(history, { readings, waiting: 'where it matters', mayCross: true, mayTake: true }),
      ),
      { numRuns: 500 },
    )
  })

  it('no user is before lots that are still ahead at the venue', () => {
    fc.assert(
      fc.property(historyOf(visibleStep, limitOrder), (bursts) => {
        const venue = openVenue()
        const desk = openDesk(venue, 'at orders')
        const ahead = new Map<number, NaiveVenue['orders']>()
        for (const { users, steps, isSplit, picks } of bursts) {
          for (const user of users) joinQueue(desk, { venue, user, ahead })
          const streams = streamsOf(
            steps.map((step) => act(venue, step)),
            isSplit,
          )
          feed(desk, streams, { reading: 'any', picks, pause: pauseWithin(streams) })
          for (const [orderId, , , , queueAhead] of desk.resting()) {
            const lotsAhead = (ahead.get(orderId) ?? []).reduce((sum, { size }) => sum + size, 0)
            expect(queueAhead).toBeGreaterThanOrEqual(lotsAhead)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** Up to 0.8 s between messages, so that any of them may be too late. */
function readSlowly(desk: MergerDesk, streams: Streams, picks: readonly number[]): void {
  feed(desk, streams, { reading: 'any', picks, pause: (pick) => pick * 8 })
}

describe('prints and depth that come at any time', () => {
  it('end in the sizes of the venue, and each print is passed on once, in order', () => {
    fc.assert(
      fc.property(
        historyOf(anyStep, anyUser),
        fc.constantFrom<Waiting>('at orders', 'where it matters'),
        (bursts, waiting) => {
          const venue = openVenue()
          const desk = openDesk(venue, waiting)
          const prints: unknown[] = []
          for (const { users, steps, isSplit, picks } of bursts) {
            for (const user of users) desk.order(user.side, user.price, user.quantity)
            const streams = streamsOf(
              steps.map((step) => act(venue, step)),
              isSplit,
            )
            readSlowly(desk, streams, picks)
            expectVenueSizes(desk, venue)
            for (const { print } of streams.prints) prints.push([print.aggressor, print.price])
          }
          const passed = desk.merged
            .map(({ input }) => input)
            .filter((input) => input.kind === 'outside_trade')
          expect(passed.map((input) => [input.aggressor, input.price])).toEqual(prints)
        },
      ),
      { numRuns: 500 },
    )
  })
})

interface Joining {
  readonly venue: NaiveVenue
  readonly user: UserOrder
  /** What was at the venue before each order of the user. */
  readonly ahead: Map<number, NaiveVenue['orders']>
}

/** A user's order that takes nothing, where users took nothing before. */
function joinQueue(desk: MergerDesk, { venue, user, ahead }: Joining): void {
  if (takes(venue, user)) return
  submit(desk, user)
  const [orderId, , , , queueAhead] = desk.resting().at(-1) ?? [0]
  if (ahead.has(orderId) || queueAhead !== venue.size(user.side, user.price ?? 0)) return
  const { side, price } = user
  ahead.set(
    orderId,
    venue.orders.filter((order) => order.side === side && order.price === price),
  )
}
