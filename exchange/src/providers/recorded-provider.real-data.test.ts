import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Engine, lots, ticks, type Instrument } from '@trading-pro/engine'
import { parseResolution } from '@trading-pro/market'
import { beforeAll, describe, expect, it } from 'vitest'
import { Exchange } from '../exchange.ts'
import { noFaults } from '../feed/feed-guard.ts'
import type { Print } from '../market/tape.ts'
import { readBinanceRecording, unitsOf, type BinanceRecording } from '../testing/binance-recording.fixture.ts'
import { DisturbedFeed, truthOf } from '../testing/disturbed-feed.fixture.ts'
import {
  displayedBy,
  FaultWatch,
  minutesOfPrints,
  nothingTried,
  rowsOf,
} from '../testing/fault-watch.fixture.ts'
import { definitionOf, INSTRUMENT } from '../testing/market.fixture.ts'
import { VenueBook } from '../testing/venue-book.fixture.ts'
import { RecordedProvider } from './recorded-provider.ts'

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, a recorded venue is not replayed through its provider')
}

/** How long a print waits for its depth, ms. */
const TOGETHER_MS = 250
/** Its messages come ten times as fast as those of the venue that is made up. */
const CALM = 10
const WIDE = 1_000_000_000_000
const SYMBOL = 'BINANCE:BTCUSDT'
const MINUTE = parseResolution('1')

const instrument: Instrument = {
  ...INSTRUMENT,
  symbol: SYMBOL,
  priceMax: ticks(WIDE),
  quantityMax: lots(WIDE),
  positionMax: lots(WIDE),
  // A tick of a hundredth for a lot of a hundred millionth, in hundredths.
  tickValue: { numerator: 1n, denominator: 100_000_000n },
  tape: 'venue',
  staleAfterMs: 5_000,
}
const definition = definitionOf({
  symbol: SYMBOL,
  instrument,
  priceScale: 100,
  quantityScale: 100_000_000,
})

/** Ten minutes of a venue, in two files of which one goes on with the next update of the other. */
function readRecording(): BinanceRecording {
  const lines = ['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'].flatMap((name) =>
    gunzipSync(readFileSync(join(folder ?? '', 'binance_ws', name)))
      .toString()
      .trim()
      .split('\n'),
  )
  return readBinanceRecording(lines)
}

function providerOf({ arrivals }: BinanceRecording) {
  const messages = arrivals.map((arrival) => ({ kind: 'message', ...arrival }) as const)
  const exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
  return new RecordedProvider(exchange, { name: 'binance', definition, messages }, messages[0]?.at ?? 0)
}

describe.skipIf(folder === undefined)('a recorded venue', { timeout: 60_000 }, () => {
  let recording: BinanceRecording

  beforeAll(() => {
    recording = readRecording()
  })

  it('has the best levels that it said itself', () => {
    const { rebuilt, compared, moving } = compareBests(recording)
    console.log(
      `${compared} best levels compared, and ${rebuilt - compared} more only in the plain book: something ` +
        `had just traded there and its depth may come later; ${moving} unknown`,
    )
    expect(compared).toBeGreaterThan(3_500)
    expect(rebuilt).toBeGreaterThan(7_000)
  })

  it('prints its trades, all and in order, and bars are made of them', () => {
    const provider = providerOf(recording)
    const prints: Print[] = []
    provider.market.tape.listen((print) => prints.push(print))
    const end = recording.arrivals.at(-1)?.at ?? 0
    provider.advance(end)
    expect(provider.quarantined).toEqual(noFaults())
    const traded = recording.trades.map(({ at, trade: { p, q, m } }) => ({
      at,
      price: unitsOf(p, 2),
      quantity: unitsOf(q, 8),
      side: m ? 'sell' : 'buy',
    }))
    expect(prints.map(({ at, price, quantity, side }) => ({ at, price, quantity, side }))).toEqual(traded)
    provider.advance(end + 60_000)
    if (MINUTE === null) throw new Error('minutes are a resolution')
    const bars = rowsOf(provider.history.bars(SYMBOL, MINUTE, { from: 0, to: Infinity }))
    expect(bars).toEqual(minutesOfPrints(traded))
    console.log(
      `${prints.length} trades in ${bars.length} minutes compared, ${recording.earlyTrades} trades came ` +
        'before the whole book',
    )
    expect(bars.length).toBeGreaterThan(10)
  })

  it.each([1, 2])('brings nothing untrue through the faults of seed %i', (seed) => {
    const { arrivals } = recording
    const { delivered } = new DisturbedFeed(arrivals, seed, CALM)
    const tried = nothingTried()
    const watch = new FaultWatch({ arrivals, delivered, truth: truthOf(arrivals), definition }, seed, tried)
    watch.run()
    console.log(`seed ${seed}:`, JSON.stringify(watch.provider.quarantined), JSON.stringify(tried))
    for (const count of Object.values(tried)) expect(count).toBeGreaterThan(5)
    for (const count of Object.values(watch.provider.quarantined)) expect(count).toBeGreaterThan(0)
  })
})

/**
 * After each message of depth: the best level of each side, and what the venue said that it is, at that very
 * update or before and after it alike.
 */
function compareBests(recording: BinanceRecording) {
  const { arrivals, bests } = recording
  const provider = providerOf(recording)
  const { book } = provider.market.instrument
  const counts = { rebuilt: 0, compared: 0, moving: 0 }
  const plain = new VenueBook()
  const printedAt = new Map<number, number>()
  let next = 0
  for (const [index, { at, message }] of arrivals.entries()) {
    plain.apply(message)
    if (message.kind === 'trade') printedAt.set(message.price, at)
    if (message.kind !== 'levels' || arrivals[index + 1]?.at === at) continue
    provider.advance(at)
    const update = message.updates?.last ?? 0
    while ((bests[next + 1]?.update ?? Infinity) <= update) next += 1
    const [before, after] = [bests[next], bests[next + 1]]
    if (before === undefined || before.update > update) continue
    for (const side of ['buy', 'sell'] as const) {
      const [said, later] = [before, after].map((best) => (side === 'buy' ? best?.bid : best?.ask))
      const isSaid = before.update === update || JSON.stringify(said) === JSON.stringify(later)
      counts[isSaid ? 'rebuilt' : 'moving'] += 1
      if (!isSaid) continue
      expect([side, update, plain.best(side, 1)[0]]).toEqual([side, update, said])
      const [shown] = displayedBy(book, side, 1)
      const hasTraded = [said, shown].some(
        (level) => at - (printedAt.get(level?.price ?? 0) ?? -Infinity) <= TOGETHER_MS,
      )
      if (hasTraded) continue
      counts.compared += 1
      expect([side, update, shown]).toEqual([side, update, said])
    }
  }
  return counts
}
