import fc from 'fast-check'
import type { OutsideLevelChange } from '../command/commands.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { VenuePrint } from './merge-prints-and-depth.ts'
import type { MergerDesk } from './merger-desk.fixture.ts'
import { NaiveVenue, type VenueArrival, type VenueMessages } from './naive-venue.fixture.ts'

/** What happens at a venue; a hidden trade is one against an order that nobody sees. */
export type Step =
  | ({ readonly kind: 'arrive' } & VenueArrival)
  | { readonly kind: 'cancel'; readonly pick: number; readonly size: number }
  | { readonly kind: 'hidden'; readonly side: Side; readonly size: number }

export interface UserOrder {
  readonly side: Side
  /** `null`: a market order. */
  readonly price: number | null
  readonly quantity: number
}

/** What happens within a moment, and the user's orders in the silence before it. */
export interface Burst {
  readonly users: readonly UserOrder[]
  readonly steps: readonly Step[]
  /** Whether depth comes level by level, or as one message for each step. */
  readonly isSplit: boolean
  /** How the two streams are read: a number below 100 for each message. */
  readonly picks: readonly number[]
}

const PICKS = 64
const side = fc.constantFrom<Side>('buy', 'sell')
const price = fc.integer({ min: 95, max: 106 })
const size = fc.integer({ min: 1, max: 12 })
const kindOf = <Kind extends string>(kind: Kind) => fc.constant<Kind>(kind)
const arrive = fc.record({ kind: kindOf('arrive'), side, price, size, rests: fc.boolean() })
const cancel = fc.record({ kind: kindOf('cancel'), pick: fc.nat(1_000), size })

/** Trades against an order that nobody sees. */
export const hiddenTrade: fc.Arbitrary<Step> = fc.record({ kind: kindOf('hidden'), side, size })
/** Orders that arrive and orders that are canceled. */
export const visibleStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: arrive },
  { weight: 3, arbitrary: cancel },
)
export const limitOrder: fc.Arbitrary<UserOrder> = fc.record({ side, price, quantity: size })
export const marketOrder: fc.Arbitrary<UserOrder> = fc.record({
  side,
  price: fc.constant(null),
  quantity: size,
})

export const historyOf = (step: fc.Arbitrary<Step>, user: fc.Arbitrary<UserOrder>): fc.Arbitrary<Burst[]> =>
  fc.array(
    fc.record({
      users: fc.array(user, { maxLength: 2 }),
      steps: fc.array(step, { maxLength: 8 }),
      isSplit: fc.boolean(),
      picks: fc.array(fc.nat(99), { minLength: PICKS, maxLength: PICKS }),
    }),
    { minLength: 1, maxLength: 6 },
  )

/** A venue with something on both sides. */
export function openVenue(): NaiveVenue {
  const venue = new NaiveVenue()
  for (const distance of [0, 1, 2]) {
    for (const quantity of [7, 5]) {
      venue.arrive({ side: 'sell', price: 102 + distance, size: quantity, rests: true })
      venue.arrive({ side: 'buy', price: 99 - distance, size: quantity, rests: true })
    }
  }
  return venue
}

const nothing: VenueMessages = { prints: [], changes: [] }

/** What the venue sends because of a step. */
export function act(venue: NaiveVenue, step: Step): VenueMessages {
  if (step.kind === 'arrive') return venue.arrive(step)
  if (step.kind === 'cancel') {
    const orders = venue.orders.filter(({ size: left }) => left > 0)
    const order = orders[step.pick % Math.max(1, orders.length)]
    return order === undefined ? nothing : venue.cancel(order, step.size)
  }
  const best = venue.side(step.side === 'buy' ? 'sell' : 'buy')[0]
  if (best === undefined) return nothing
  const print = { price: ticks(best.price), quantity: lots(step.size), aggressor: step.side }
  return { prints: [print], changes: [] }
}

/** Depth and prints of a burst, each in the order of the venue, with the number of their step. */
export interface Streams {
  readonly depth: { readonly step: number; readonly changes: readonly OutsideLevelChange[] }[]
  readonly prints: { readonly step: number; readonly print: VenuePrint }[]
}

export function streamsOf(steps: readonly VenueMessages[], isSplit: boolean): Streams {
  const streams: Streams = { depth: [], prints: [] }
  for (const [step, { prints, changes }] of steps.entries()) {
    for (const print of prints) streams.prints.push({ step, print })
    if (isSplit) for (const change of changes) streams.depth.push({ step, changes: [change] })
    else if (changes.length > 0) streams.depth.push({ step, changes })
  }
  return streams
}

/**
 * In which order a desk reads the two streams. `any`: as the picks say. `own depth`: as they say, but a print
 * comes after the depth of all steps before its own.
 */
export type Reading = 'print first' | 'depth first' | 'any' | 'own depth'

/** How a desk reads a burst, and how many milliseconds after each message it reads the next, by its pick. */
export interface Read {
  readonly reading: Reading
  readonly picks: readonly number[]
  readonly pause: (pick: number) => number
}

/** Feeds a burst to a desk; then it is silent until everything has fallen due. */
export function feed(desk: MergerDesk, streams: Streams, { reading, picks, pause }: Read): void {
  const [depth, prints] = [[...streams.depth], [...streams.prints]]
  for (let message = 0; depth.length + prints.length > 0; message += 1) {
    const pick = picks[message % PICKS] ?? 0
    const [nextDepth, nextPrint] = [depth[0], prints[0]]
    const isPrint =
      nextDepth === undefined ||
      (nextPrint !== undefined && isPrintNext(nextPrint.step, nextDepth.step, { reading, pick }))
    if (isPrint && nextPrint !== undefined) {
      prints.shift()
      desk.venuePrint(nextPrint.print)
    } else if (nextDepth !== undefined) {
      depth.shift()
      desk.changes(nextDepth.changes)
    }
    desk.wait(pause(pick))
  }
  desk.wait(1_000)
}

function isPrintNext(
  print: number,
  depth: number,
  { reading, pick }: { reading: Reading; pick: number },
): boolean {
  if (reading === 'any') return pick < 50
  if (print > depth) return false
  if (reading === 'own depth') return pick < 50
  return reading === 'print first' || print < depth
}
