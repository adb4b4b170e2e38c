import type { FeedLevel, FeedMessage } from '../feed/feed-message.ts'
import type { Arrival } from './made-up-venue.fixture.ts'

type Decimals = readonly [price: string, size: string]

interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly Decimals[]
  readonly asks: readonly Decimals[]
}

interface DepthUpdate {
  readonly e: 'depthUpdate'
  /** When it was sent, Unix ms. */
  readonly E: number
  /** First and last update of the message. */
  readonly U: number
  readonly u: number
  readonly b: readonly Decimals[]
  readonly a: readonly Decimals[]
}

/** A trade as it was recorded. */
export interface RecordedTrade {
  readonly e: 'trade'
  readonly E: number
  readonly t: number
  readonly p: string
  readonly q: string
  /** When it was made, Unix ms. */
  readonly T: number
  /** Whether the buyer is the maker. */
  readonly m: boolean
}

interface Ticker {
  readonly e?: undefined
  readonly u: number
  readonly b: string
  readonly B: string
  readonly a: string
  readonly A: string
}

type Frame = Snapshot | { readonly data: DepthUpdate | RecordedTrade | Ticker }

/** The best levels after an update, as the venue says them apart from its depth. */
export interface RecordedBest {
  readonly update: number
  readonly bid: FeedLevel
  readonly ask: FeedLevel
}

/** A recorded socket of one instrument, from its whole book on. */
export interface BinanceRecording {
  readonly arrivals: readonly Arrival[]
  readonly bests: readonly RecordedBest[]
  /** As they were recorded, each with its arrival (Unix ms). */
  readonly trades: readonly { readonly at: number; readonly trade: RecordedTrade }[]
  /** How many trades came before the whole book. */
  readonly earlyTrades: number
}

/** Reads lines of `<receive ns> <frame>`; prices have two decimals, sizes eight. */
export function readBinanceRecording(lines: readonly string[]): BinanceRecording {
  const frames = lines.map((line) => {
    const space = line.indexOf(' ')
    const at = Math.floor(Number(line.slice(0, space)) / 1_000_000)
    return { at, frame: JSON.parse(line.slice(space + 1)) as Frame }
  })
  const start = frames.findIndex(({ frame }) => 'lastUpdateId' in frame)
  const found = frames[start]
  if (found === undefined || !('lastUpdateId' in found.frame)) throw new Error('there is a whole book')
  const { frame: snapshot, at: startsAt } = found
  const arrivals: Arrival[] = [{ at: startsAt, message: bookOf(snapshot) }]
  const bests: RecordedBest[] = []
  const trades: { at: number; trade: RecordedTrade }[] = []
  let earlyTrades = 0
  for (const [number, { at, frame }] of frames.entries()) {
    if (!('data' in frame)) continue
    const { data } = frame
    if (data.e === undefined) bests.push(bestOf(data))
    else if (data.e === 'trade') {
      if (number < start) earlyTrades += 1
      else {
        trades.push({ at, trade: data })
        arrivals.push({ at, message: tradeOf(data) })
      }
    }
    // What goes beyond the whole book may have come before it, and is applied after it.
    else if (data.u > snapshot.lastUpdateId)
      arrivals.push({ at: Math.max(at, startsAt), message: levelsOf(data) })
  }
  return { arrivals, bests, trades, earlyTrades }
}

/** A decimal as a whole number of units; more places than the units have must be 0. */
export function unitsOf(decimal: string, places: number): number {
  const [whole = '', fraction = ''] = decimal.split('.')
  if (/[1-9]/.test(fraction.slice(places))) throw new Error(`${decimal} has more places than ${places}`)
  return Number(whole + fraction.slice(0, places).padEnd(places, '0'))
}

const levelOf = ([price, size]: Decimals): FeedLevel => ({ price: unitsOf(price, 2), size: unitsOf(size, 8) })

function bookOf({ lastUpdateId: lastUpdate, bids, asks }: Snapshot): FeedMessage {
  const common = { kind: 'book', last: null, lastUpdate, venueTime: null } as const
  return { ...common, bids: bids.map(levelOf), asks: asks.map(levelOf) }
}

function levelsOf({ U: first, u: last, b, a, E: venueTime }: DepthUpdate): FeedMessage {
  const bids = b.map((level) => ({ side: 'buy', ...levelOf(level) }) as const)
  const asks = a.map((level) => ({ side: 'sell', ...levelOf(level) }) as const)
  return { kind: 'levels', changes: [...bids, ...asks], updates: { first, last }, venueTime }
}

function tradeOf({ p, q, m, t: tradeId, E: venueTime }: RecordedTrade): FeedMessage {
  const [price, quantity] = [unitsOf(p, 2), unitsOf(q, 8)]
  return { kind: 'trade', price, quantity, aggressor: m ? 'sell' : 'buy', tradeId, venueTime }
}

function bestOf({ u: update, b, B, a, A }: Ticker): RecordedBest {
  return { update, bid: levelOf([b, B]), ask: levelOf([a, A]) }
}
