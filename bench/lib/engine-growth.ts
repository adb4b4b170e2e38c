/** `engine.book_growth`, `engine.whole_growth`: bytes in use before and after millions of commands. */
import { bytesInUse, SteadyBook } from './engine-memory.ts'
import { SteadyFlow, swingCommands } from './engine-steady.ts'
import { checkAllAccepted, createOpenEngine, timeOf } from './engine-whole.ts'
import { medianOf, printFigure } from './report.ts'

const growthMax = 1.05
/** How far the number of orders may move by chance. */
const driftMax = 0.02
const looks = 9

/** The same book before and after so many commands. */
export function measureBookGrowth(commandCount: number, warmUp: number): void {
  const before = bytesInUse()
  const steady = new SteadyBook()
  steady.run(warmUp)
  const baseline = bytesInUse() - before
  steady.run(commandCount)
  const value = bytesInUse() - before
  printFigure({ name: 'engine.book_growth', unit: 'B', value, baseline })
  if (value > baseline * growthMax) throw new Error('a book must not grow while its orders do not')
  if (steady.book.orderCount < 100_000) throw new Error('the steady book must stay large')
}

/**
 * The same engine before and after so many commands; accounts, instruments and what is remembered count. What
 * is remembered of final orders is let go in heaps, so each time is the median of some moments.
 */
export function measureEngineGrowth(commandCount: number, warmUp: number): void {
  const before = bytesInUse()
  const [engine, flow] = [createOpenEngine(), new SteadyFlow()]
  let place = 0
  const run = (count: number): void => {
    for (const end = place + count; place < end; place += 1) engine.execute(flow.next(), timeOf(place))
  }
  const look = (): Look => {
    run(2 * swingCommands)
    return { bytes: bytesInUse() - before, orderCount: engine.state.orders.size }
  }
  run(warmUp)
  const first = Array.from({ length: looks }, look)
  run(commandCount)
  const last = Array.from({ length: looks }, look)
  checkAllAccepted(engine, flow)
  const [value, baseline] = [bytesOf(last), bytesOf(first)]
  const [ordersBefore, ordersAfter] = [ordersOf(first), ordersOf(last)]
  console.log(`The steady engine had ${ordersBefore} orders before and ${ordersAfter} after.`)
  printFigure({ name: 'engine.whole_growth', unit: 'B', value, baseline })
  if (value > baseline * growthMax) throw new Error('an engine must not grow while its orders do not')
  if (Math.abs(ordersAfter / ordersBefore - 1) > driftMax) throw new Error('the orders must stay as many')
}

interface Look {
  readonly bytes: number
  readonly orderCount: number
}

function bytesOf(seen: readonly Look[]): number {
  return medianOf(seen.map(({ bytes }) => bytes))
}

function ordersOf(seen: readonly Look[]): number {
  return medianOf(seen.map(({ orderCount }) => orderCount))
}
