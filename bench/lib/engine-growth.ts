/** `engine.book_growth`, `engine.whole_growth`: bytes in use before and after millions of commands. */
import { bytesInUse, SteadyBook } from './engine-memory.ts'
import { SteadyFlow } from './engine-steady.ts'
import { checkAllAccepted, createOpenEngine, timeOf } from './engine-whole.ts'
import { printFigure } from './report.ts'

const growthMax = 1.05
/** How far the number of orders may move by chance. */
const driftMax = 0.02

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

/** The same engine before and after so many commands; accounts, instruments and what is remembered count. */
export function measureEngineGrowth(commandCount: number, warmUp: number): void {
  const before = bytesInUse()
  const [engine, flow] = [createOpenEngine(), new SteadyFlow()]
  let place = 0
  const run = (count: number): number => {
    for (const end = place + count; place < end; place += 1) engine.execute(flow.next(), timeOf(place))
    return engine.state.orders.size
  }
  const ordersBefore = run(warmUp)
  const baseline = bytesInUse() - before
  const ordersAfter = run(commandCount)
  const value = bytesInUse() - before
  checkAllAccepted(engine, flow)
  console.log(`The steady engine had ${ordersBefore} orders before and ${ordersAfter} after.`)
  printFigure({ name: 'engine.whole_growth', unit: 'B', value, baseline })
  if (value > baseline * growthMax) throw new Error('an engine must not grow while its orders do not')
  if (Math.abs(ordersAfter / ordersBefore - 1) > driftMax) throw new Error('the orders must stay as many')
}
