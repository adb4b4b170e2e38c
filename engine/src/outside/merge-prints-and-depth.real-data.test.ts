import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { OutsideLevelChange } from '../command/commands.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { VenuePrint } from './merge-prints-and-depth.ts'
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

/** The recorded book rebuilt plainly, and what it lost at its levels. */
class PlainBook {
  readonly sizes = { buy: new Map<number, number>(), sell: new Map<number, number>() }
  readonly decreases = { count: 0, lots: 0 }

  constructor({ bids, asks }: Recording) {
    for (const [price, size] of bids) this.sizes.buy.set(price, size)
    for (const [price, size] of asks) this.sizes.sell.set(price, size)
  }

  apply({ side, price, size }: OutsideLevelChange): void {
    const decrease = (this.sizes[side].get(price) ?? 0) - size
    if (decrease > 0) {
      this.decreases.count += 1
      this.decreases.lots += decrease
    }
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
  desk.book(plain.levels('buy'), plain.levels('sell'))
  for (const [number, message] of recording.messages.entries()) {
    desk.wait(Math.max(0, message.at - desk.at))
    if (message.kind === 'print') desk.venuePrint(message.print)
    else {
      desk.changes(message.changes)
      for (const change of message.changes) plain.apply(change)
    }
    if (number % 200 === 0) joinBest(desk)
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
  const recording = readRecording(join(folder ?? '', 'binance_ws', 'spot_btcusdt_20240808.gz'))
  const prints = recording.messages.flatMap((message) => (message.kind === 'print' ? [message.print] : []))
  const printed = prints.reduce((sum, { quantity }) => sum + quantity, 0)

  it.each<Waiting>(['at orders', 'where it matters', 'everywhere'])(
    'ends in its own book, and every print is passed on, with decreases that wait %s',
    (waiting) => {
      const { desk, plain } = replay(recording, waiting)
      expect(sizesOf(desk, 'buy')).toEqual(plain.levels('buy'))
      expect(sizesOf(desk, 'sell')).toEqual(plain.levels('sell'))
      const passed = desk.merged.map(({ input }) => input).filter((input) => input.kind === 'outside_trade')
      expect(passed.map(({ price, aggressor }) => [price, aggressor])).toEqual(
        prints.map(({ price, aggressor }) => [price, aggressor]),
      )
      const late = passed.filter(({ quantity }, number) => quantity !== prints[number]?.quantity)
      console.log(
        waiting,
        'prints',
        prints.length,
        'shortened',
        late.length,
        'filled',
        desk.filled(),
        'inputs',
        desk.merged.length,
      )
    },
  )

  it('finds the print of most of what was traded', () => {
    const { desk, plain } = replay(recording, 'everywhere')
    const shown = new PlainBook(recording)
    for (const { input } of desk.merged) {
      if (input.kind === 'outside_levels') for (const change of input.changes) shown.apply(change)
      if (input.kind !== 'outside_trade' || input.newSize === null) continue
      const side = input.aggressor === 'buy' ? 'sell' : 'buy'
      shown.sizes[side].set(input.price, input.newSize)
    }
    const explained = plain.decreases.lots - shown.decreases.lots
    console.log(
      'decreases',
      plain.decreases,
      'canceled',
      shown.decreases,
      'printed',
      printed,
      'explained lots',
      explained,
      explained / printed,
    )
  })
})
