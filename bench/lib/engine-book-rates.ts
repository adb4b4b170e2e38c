/** `engine.match`, `engine.match_sparse`: commands per second of the book alone. */
import { BookRun } from './engine-book.ts'
import { peerIds, PeerRun } from './engine-peer.ts'
import { createOrderFlow, type OrderFlow } from './order-flow.ts'
import { medianOf, printFigure, ratePerSecond } from './report.ts'

const warmUpRounds = 5
const rounds = 15
const peerRounds = 2

/** 200 prices with many orders each, and millions of prices with hardly one. */
export function measureBookRates(count: number): void {
  measureRate('engine.match', createOrderFlow({ count, seed: 2026, reach: 100, crowding: 2 }))
  measureRate('engine.match_sparse', createOrderFlow({ count, seed: 2026, reach: 5_000_000, crowding: 1 }))
}

function measureRate(name: string, flow: OrderFlow): void {
  const { count } = flow
  const ids = peerIds(flow)
  const quantities = new Set<number>()
  const runOurs = (): number => {
    const ours = new BookRun(count)
    const rate = ratePerSecond(count, () => ours.run(flow))
    quantities.add(ours.filledQuantity)
    return rate
  }
  const runPeer = (): number => {
    const peer = new PeerRun(ids)
    const rate = ratePerSecond(count, () => peer.run(flow, count))
    quantities.add(peer.filledQuantity)
    return rate
  }
  for (let round = 0; round < warmUpRounds; round += 1) runOurs()
  const value = medianOf(Array.from({ length: rounds }, runOurs))
  const baseline = medianOf(Array.from({ length: peerRounds }, runPeer))
  if (quantities.size !== 1) throw new Error('both books must trade the same quantity')
  printFigure({ name, unit: 'commands/s', value, baseline })
}
