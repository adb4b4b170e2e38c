import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OutsideLevelChange } from '../command/commands.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import { TOGETHER_MS, type VenuePrint } from './merge-prints-and-depth.ts'
import { MergerDesk, type Waiting } from './merger-desk.fixture.ts'

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, prints and depth of a recorded venue are not merged')
}

type Level = readonly [price: string, size: string]

interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

interface DepthUpdate {
  readonly e: 'depthUpdate'
  /** First and last update of the message. */
  readonly U: number
  readonly u: number
  readonly b: readonly Level[]
  readonly a: readonly Level[]
}

interface Trade {
  readonly e: 'trade'
  readonly p: string
  readonly q: string
  /** Whether the buyer is the maker. */
  readonly m: boolean
}

type Frame = Snapshot | { readonly data: DepthUpdate | Trade | { readonly e?: undefined } }

type Message =
  | { readonly kind: 'depth'; readonly at: number; readonly changes: readonly OutsideLevelChange[] }
  | { readonly kind: 'print'; readonly at: number; readonly print: VenuePrint }

/** A decimal with eight places as a whole number of units with fewer. */
function unitsOf(decimal: string, places: number): number {
  const [whole = '', fraction = ''] = decimal.split('.')
  expect(fraction.slice(places)).toMatch(/^0*$/)
  return Number(whole + fraction.slice(0, places))
}

const levelOf = ([price, size]: Level): [number, number] => [unitsOf(price, 2), unitsOf(size, 8)]

const changesOf = (side: Side, levels: readonly Level[]): OutsideLevelChange[] =>
  levels.map(levelOf).map(([price, size]) => ({ side, price: ticks(price), size: lots(size) }))

interface Recording {
  readonly bids: readonly [number, number][]
  readonly asks: readonly [number, number][]
  /** In the order in which they were received. */
  readonly messages: readonly Message[]
}

/** The recorded socket from its book on; the first depth that goes beyond it may have come before it. */
function readRecording(path: string): Recording {
  const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n')
  const frames = lines.map((line) => {
    const space = line.indexOf(' ')
    const at = Math.floor(Number(line.slice(0, space)) / 1_000_000)
    return { at, frame: JSON.parse(line.slice(space + 1)) as Frame }
  })
  const start = frames.findIndex(({ frame }) => 'lastUpdateId' in frame)
  const snapshot = frames[start]?.frame
  if (snapshot === undefined || !('lastUpdateId' in snapshot)) throw new Error('there is a book')
  const messages: Message[] = []
  let lastUpdate = snapshot.lastUpdateId
  for (const [number, { at, frame }] of frames.entries()) {
    if (!('data' in frame)) continue
    const { data } = frame
    if (data.e === 'trade' && number > start) {
      const print = { price: ticks(unitsOf(data.p, 2)), quantity: lots(unitsOf(data.q, 8)) }
      messages.push({ kind: 'print', at, print: { ...print, aggressor: data.m ? 'sell' : 'buy' } })
    } else if (data.e === 'depthUpdate' && data.u > lastUpdate) {
      expect(data.U).toBeLessThanOrEqual(lastUpdate + 1)
      lastUpdate = data.u
      messages.push({
        kind: 'depth',
        at,
        changes: [...changesOf('buy', data.b), ...changesOf('sell', data.a)],
      })
    }
  }
  return { bids: snapshot.bids.map(levelOf), asks: snapshot.asks.map(levelOf), messages }
}

/** The recorded book rebuilt plainly. */
class PlainBook {
  readonly sizes = { buy: new Map<number, number>(), sell: new Map<number, number>() }

  constructor({ bids, asks }: Recording) {
    for (const [price, size] of bids) this.sizes.buy.set(price, size)
    for (const [price, size] of asks) this.sizes.sell.set(price, size)
  }

  apply({ side, price, size }: OutsideLevelChange): void {
    if (size === 0) this.sizes[side].delete(price)
    else this.sizes[side].set(price, size)
  }

  /** Price and size, best first. */
  levels(side: Side): [number, number][] {
    const sign = side === 'buy' ? -1 : 1
    return [...this.sizes[side]].toSorted(([one], [other]) => (one - other) * sign)
  }
}

const sizesOf = (desk: MergerDesk, side: Side) => desk.displayed(side).map(([price, size]) => [price, size])

interface Replayed {
  readonly desk: MergerDesk
  readonly plain: PlainBook
}

/** Replays a recording; a user joins both best prices every few seconds. */
function replay(recording: Recording, waiting: Waiting): Replayed {
  const desk = new MergerDesk(waiting)
  const plain = new PlainBook(recording)
  desk.at = recording.messages[0]?.at ?? 0
  desk.book(plain.levels('buy'), plain.levels('sell'))
  for (const [number, message] of recording.messages.entries()) {
    desk.wait(Math.max(0, message.at - desk.at))
    if (message.kind === 'print') desk.venuePrint(message.print)
    else {
      desk.changes(message.changes)
      for (const change of message.changes) plain.apply(change)
    }
    if (number % 1_000 === 0) joinBest(desk)
  }
  desk.wait(1_000)
  return { desk, plain }
}

function joinBest(desk: MergerDesk): void {
  desk.execute({ kind: 'cancel_all', accountId: 1, instrumentId: null })
  for (const side of ['buy', 'sell'] as const) {
    const best = desk.best(side)
    if (best !== null) desk.order(side, best, 10_000_000)
  }
}

describe.skipIf(folder === undefined)('a recorded venue', () => {
  let recording: Recording
  let prints: readonly VenuePrint[]

  beforeAll(() => {
    recording = readRecording(join(folder ?? '', 'binance_ws', 'spot_btcusdt_20240808.gz'))
    prints = recording.messages.flatMap((message) => (message.kind === 'print' ? [message.print] : []))
  })

  it.each<Waiting>(['at orders', 'where it matters', 'everywhere'])(
    'ends in its own book, and each print is passed on once, with decreases that wait %s',
    (waiting) => {
      const { desk, plain } = replay(recording, waiting)
      expect(sizesOf(desk, 'buy')).toEqual(plain.levels('buy'))
      expect(sizesOf(desk, 'sell')).toEqual(plain.levels('sell'))
      const passed = desk.merged
        .map(({ input }) => input)
        .filter((input) => input.kind === 'outside_trade')
        .map(({ price, aggressor, quantity }) => ({ price, aggressor, quantity }))
      expect(passed.map(({ price, aggressor }) => [price, aggressor])).toEqual(
        prints.map(({ price, aggressor }) => [price, aggressor]),
      )
      // A print of what went before users joined its queue is passed on with less.
      const shortened = passed.filter(({ quantity }, number) => quantity !== prints[number]?.quantity)
      expect(shortened.length).toBeLessThan(passed.length / 100)
      expect(passed.every(({ quantity }, number) => quantity <= (prints[number]?.quantity ?? 0))).toBe(true)
    },
  )

  it('finds the depth of most prints, and the print of most decreases where something traded', () => {
    const { counts } = replay(recording, 'at orders').desk.merger
    const explained = counts.decreases - counts.canceled
    const confirmed = counts.prints - counts.unconfirmed
    const nearPrints = decreasesNearPrints(recording)
    console.log(
      `${explained} of ${counts.decreases} decreases found their print, that is of ${nearPrints} where ` +
        `something traded; ${confirmed} of ${counts.prints} prints found their decrease`,
    )
    expect(counts.prints).toBe(prints.length)
    expect(explained / nearPrints).toBeGreaterThan(0.6)
    expect(confirmed / counts.prints).toBeGreaterThan(0.7)
  })
})

/** Decreases of levels at which a print came less than `TOGETHER_MS` before or after. */
function decreasesNearPrints(recording: Recording): number {
  const plain = new PlainBook(recording)
  const printed = new Map<string, number[]>()
  for (const message of recording.messages) {
    if (message.kind !== 'print') continue
    const level = `${message.print.aggressor === 'buy' ? 'sell' : 'buy'} ${message.print.price}`
    printed.set(level, [...(printed.get(level) ?? []), message.at])
  }
  let count = 0
  for (const message of recording.messages) {
    if (message.kind !== 'depth') continue
    for (const change of message.changes) {
      const times = printed.get(`${change.side} ${change.price}`) ?? []
      const isNear = times.some((at) => Math.abs(at - message.at) < TOGETHER_MS)
      if (isNear && change.size < (plain.sizes[change.side].get(change.price) ?? 0)) count += 1
      plain.apply(change)
    }
  }
  return count
}
