/**
 * The price-time book of the engine under a seeded flow: 500,000 commands, of which 60 % are resting limits,
 * 32 % cancels and 8 % orders that cross, 132,000 orders resting at the end. Baseline is the npm package
 * `nodejs-order-book` with the same flow in the same run; both must trade the same quantity. Its cancel walks
 * the whole price level, so it gets slower the more orders share a price: `engine.match` has 200 prices,
 * `engine.match_sparse` 10 million ticks with an order on one in eighty. Our fills are event objects that are
 * thrown away after their command. Bytes are those in use after garbage collection, per resting order.
 */
import { BookRun } from './lib/engine-book.ts'
import { bytesInUse, SteadyBook } from './lib/engine-memory.ts'
import { peerIds, PeerRun } from './lib/engine-peer.ts'
import { createOrderFlow, type OrderFlow } from './lib/order-flow.ts'
import { medianOf, printFigure } from './lib/report.ts'

const commandCount = 500_000
const warmUpRounds = 5
const rounds = 15
const peerRounds = 2
const steadyWarmUp = 2_000_000
const steadyCommands = 20_000_000
const steadyGrowthMax = 1.05
const crowded = createOrderFlow({ count: commandCount, seed: 2026, reach: 100, crowding: 2 })
const sparse = createOrderFlow({ count: commandCount, seed: 2026, reach: 5_000_000, crowding: 1 })

/** Commands per second of a run over a whole flow. */
function rateOf(run: () => void): number {
  const start = performance.now()
  run()
  return (commandCount / (performance.now() - start)) * 1000
}

function measureRates(name: string, flow: OrderFlow): void {
  const ids = peerIds(flow)
  const quantities = new Set<number>()
  const runOurs = (): number => {
    const ours = new BookRun(commandCount)
    const rate = rateOf(() => ours.run(flow))
    quantities.add(ours.filledQuantity)
    return rate
  }
  const runPeer = (): number => {
    const peer = new PeerRun(ids)
    const rate = rateOf(() => peer.run(flow, commandCount))
    quantities.add(peer.filledQuantity)
    return rate
  }
  for (let round = 0; round < warmUpRounds; round += 1) runOurs()
  const value = medianOf(Array.from({ length: rounds }, runOurs))
  const baseline = medianOf(Array.from({ length: peerRounds }, runPeer))
  if (quantities.size !== 1) throw new Error('both books must trade the same quantity')
  printFigure({ name, unit: 'commands/s', value, baseline })
}

/** Bytes that a run adds, per order that rests after it. */
function bytesPerOrder(run: () => number): number {
  const before = bytesInUse()
  const orderCount = run()
  return (bytesInUse() - before) / orderCount
}

function measureBytes(): void {
  const [ours, peer] = [new BookRun(commandCount), new PeerRun(peerIds(crowded))]
  const value = bytesPerOrder(() => {
    ours.run(crowded)
    return ours.book.orderCount
  })
  const baseline = bytesPerOrder(() => {
    peer.run(crowded, commandCount)
    return ours.book.orderCount
  })
  printFigure({ name: 'engine.bytes_book', unit: 'B/order', value, baseline })
}

/** The same book before and after 20 million commands. */
function measureGrowth(): void {
  const before = bytesInUse()
  const steady = new SteadyBook()
  steady.run(steadyWarmUp)
  const baseline = bytesInUse() - before
  steady.run(steadyCommands)
  const value = bytesInUse() - before
  printFigure({ name: 'engine.book_growth', unit: 'B', value, baseline })
  if (value > baseline * steadyGrowthMax) throw new Error('a book must not grow while its orders do not')
  if (steady.book.orderCount < 100_000) throw new Error('the steady book must stay large')
}

measureRates('engine.match', crowded)
measureRates('engine.match_sparse', sparse)
measureBytes()
measureGrowth()
