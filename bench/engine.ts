/**
 * The engine under seeded flows. Each part runs in a process of its own, so that no part meets the compiled
 * code and the heap of another one; `node bench/engine.ts PART` runs one, `node bench/engine.ts PART 0.1`
 * with a tenth of its counts, to try it out.
 *
 * The book alone (`engine.match`, `match_sparse`, `bytes_book`, `book_growth`): 500,000 commands, of which
 * 60 % are resting limits, 32 % cancels and 8 % orders that cross, 132,000 orders resting at the end.
 * Baseline is the npm package `nodejs-order-book` with the same flow in the same run; both must trade the
 * same quantity. Its cancel walks the whole price level, so it gets slower the more orders share a price:
 * `match` has 200 prices, `match_sparse` 10 million ticks with an order on one in eighty. Our fills are
 * event objects that are thrown away after their command. Bytes are those in use after garbage collection,
 * per resting order.
 *
 * The whole engine: the same mixture over 50 instruments and 10,000 margin accounts, with risk, fees and
 * postings; a command goes in as an object, its events come out as objects, and time runs as on a clock.
 * - `whole`: 500,000 commands, median of 9 runs. Baseline is the textbook, the same rules as plain lists,
 *   with the first 1,500 of them and only the accounts that they name: it goes through all its orders for
 *   each command, and twice as many commands take it five times as long. Both must come to the same state
 *   hash.
 * - `whole_encoded`: the same with the events of each command written as bytes of the journal; baseline
 *   `whole`.
 * - `p99`: one command after the other, each lasting until the next one begins; baseline is the median. The
 *   reading of the clock is part of each.
 * - `p999_open`: 200,000 commands per second arrive by a schedule that does not wait; a command is late by
 *   all that was in its way since it should have begun, pauses and queue included. 2,000,000 count, after a
 *   warm-up of 500,000 in the same stream. Baseline is the median.
 * - `bytes_order`: 500,000 resting limits, with all that they bring along, such as positions and names;
 *   baseline `bytes_book`. `whole_growth`: bytes after 20 million more commands on about 31,000 orders;
 *   baseline before.
 * - `replay`: 1,000,000 events from bytes of the journal into a new engine; `replay_fold`: the same without
 *   the decoding; baseline of both is the time it took to decide them. `restore`: an engine out of a
 *   snapshot with 1,000,000 resting orders; baseline reads all of it and keeps nothing. All must come to
 *   the same state hash.
 */
import { inRepository } from '../tools/platform/paths.ts'
import { nodeCommand, runInherited } from '../tools/platform/run-command.ts'
import { measureBookRates } from './lib/engine-book-rates.ts'
import { measureBytes } from './lib/engine-bytes.ts'
import { measureBookGrowth, measureEngineGrowth } from './lib/engine-growth.ts'
import { measureClosedLoop, measureOpenLoop } from './lib/engine-latency.ts'
import { measureWholeRates } from './lib/engine-rates.ts'
import { measureReplay, measureRestore } from './lib/engine-recovery.ts'

const [wanted, share = '1'] = process.argv.slice(2)
const scaled = (count: number): number => Math.ceil(count * Number(share))

const parts: ReadonlyMap<string, () => void> = new Map([
  ['match', () => measureBookRates(scaled(500_000))],
  ['bytes', () => measureBytes(scaled(500_000), scaled(500_000))],
  ['book_growth', () => measureBookGrowth(scaled(20_000_000), 2_000_000)],
  ['whole', () => measureWholeRates(scaled(500_000), scaled(1_500))],
  ['p99', () => measureClosedLoop(scaled(500_000))],
  ['p999_open', () => measureOpenLoop(scaled(2_000_000), scaled(500_000))],
  ['whole_growth', () => measureEngineGrowth(scaled(20_000_000), 3_000_000)],
  ['replay', () => measureReplay(scaled(1_000_000))],
  ['restore', () => measureRestore(scaled(1_000_000))],
])

if (wanted === undefined) {
  for (const part of parts.keys()) {
    const code = await runInherited(nodeCommand(inRepository('bench', 'engine.ts'), [part]))
    if (code !== 0) process.exitCode = code
  }
} else {
  const part = parts.get(wanted)
  if (part === undefined) throw new Error(`there is no such part; there are ${[...parts.keys()].join(', ')}`)
  part()
}
