/** `engine.bytes_book`, `engine.bytes_order`: bytes in use after garbage collection, per resting order. */
import { BookRun } from './engine-book.ts'
import { bytesInUse } from './engine-memory.ts'
import { peerIds, PeerRun } from './engine-peer.ts'
import { checkAllAccepted, createOpenEngine, RestingFlow, timeOf } from './engine-whole.ts'
import { createOrderFlow } from './order-flow.ts'
import { printFigure } from './report.ts'

/** Of a book after so many commands, and of an engine with so many orders. */
export function measureBytes(commandCount: number, orderCount: number): void {
  const unit = 'B/order'
  const book = measureBook(commandCount)
  printFigure({ name: 'engine.bytes_book', unit, ...book })
  printFigure({ name: 'engine.bytes_order', unit, value: measureEngine(orderCount), baseline: book.value })
}

/** Bytes that a run adds, per order that rests after it. */
function bytesPerOrder(run: () => number): number {
  const before = bytesInUse()
  const orderCount = run()
  return (bytesInUse() - before) / orderCount
}

function measureBook(count: number): { value: number; baseline: number } {
  const flow = createOrderFlow({ count, seed: 2026, reach: 100, crowding: 2 })
  const [ours, peer] = [new BookRun(count), new PeerRun(peerIds(flow))]
  const value = bytesPerOrder(() => {
    ours.run(flow)
    return ours.book.orderCount
  })
  const baseline = bytesPerOrder(() => {
    peer.run(flow, count)
    return ours.book.orderCount
  })
  return { value, baseline }
}

/** The engine keeps the names that come with the commands, so they must not be kept by anybody else. */
function measureEngine(orderCount: number): number {
  const [engine, flow] = [createOpenEngine(), new RestingFlow()]
  const value = bytesPerOrder(() => {
    for (let place = 0; place < orderCount; place += 1) engine.execute(flow.next(), timeOf(place))
    return engine.state.orders.size
  })
  checkAllAccepted(engine, flow)
  if (engine.state.orders.size !== orderCount) throw new Error('every order must rest')
  let positionCount = 0
  for (const { positions } of engine.state.accounts.values()) positionCount += positions.size
  console.log(`The ${orderCount} orders belong to ${positionCount} pairs of account and instrument.`)
  return value
}
