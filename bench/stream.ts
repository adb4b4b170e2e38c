/**
 * The stream and the simulated market. Each part runs in a process of its own; `node bench/stream.ts PART`
 * runs one, `node bench/stream.ts PART 0.1` with a tenth of its clients and its time, to try it out.
 *
 * The server is held to one core, its clients, in another process, to another one. It is the product's hub
 * and gateway without the caps of channels; an update is a message of 150 bytes, and all topics have one at
 * the same time, as often a second as is said. Baseline is `ws` alone: the same topics, the same messages,
 * one `send` for each socket. What is delivered is counted by the clients.
 * - `same`: 1,000 clients read the same 8 topics; messages per second at the highest rate that is sustained.
 *   Sustained: for some seconds at least 99 % of what is published each second arrives in that second, nobody
 *   lags, and in the end nothing is missing: no message stands for two. The baseline is what arrives when
 *   more is published than `ws` can send.
 * - `mixed`: the same with 8 topics of 100 for each client, drawn by chance.
 * - `latency_p99`, `latency_p50`: from when an update was due to its arrival; 1,000 clients read the same
 *   topic, 100 updates a second by a schedule that waits for nobody. The clock of both is exact to 1 ms.
 * - `idle_bytes`, `idle_resident`: memory of the server for each of 10,000 clients that read a topic without
 *   news: objects and buffers after garbage collection, and what the system counts as the process's own.
 *
 * The simulated market alone, in one process, on real time, a step every 10 ms, for 20 instruments with 4
 * topics each: `market_data`, `orderbook:20`, `trades` and the bars of a minute. Messages are made, but sent
 * to nobody.
 * - `sim.cpu`: share of a core; baseline is the same without topics.
 * - `sim.cpu_caps`: each topic speaks as often as its channel may: 100 quotes, 50 changes of a book, 100
 *   batches of trades and 10 of bars a second; the same baseline.
 * - `sim.history`: 300 bars of 1 to 60 minutes, of days that are at hand: the slowest of all instruments and
 *   resolutions, each the median of 9. Baseline is the first time, without them.
 * - `sim.history_cold`: 300 bars of a day, never asked for before: the slowest instrument, by the median of
 *   3. Baseline is the same once they are at hand.
 */
import { inRepository } from '../tools/platform/paths.ts'
import { nodeCommand, runInherited } from '../tools/platform/run-command.ts'
import { measureHistory } from './lib/simulation-history.ts'
import { measureSimulation } from './lib/simulation-load.ts'
import { measureDelivery } from './lib/stream-delivery.ts'
import { measureIdle } from './lib/stream-idle.ts'
import { measureLatency } from './lib/stream-latency.ts'

const [wanted, share = '1'] = process.argv.slice(2)
const scale = Number(share)
const scaled = (count: number): number => Math.ceil(count * scale)

const parts: ReadonlyMap<string, () => Promise<void> | void> = new Map([
  [
    'same',
    () => measureDelivery({ name: 'stream.same', clients: scaled(1_000), topicCount: 8, seconds: 5 * scale }),
  ],
  [
    'mixed',
    () => {
      const name = 'stream.mixed'
      return measureDelivery({ name, clients: scaled(1_000), topicCount: 100, seconds: 5 * scale })
    },
  ],
  ['latency', () => measureLatency(scaled(1_000), 20 * scale)],
  ['idle', () => measureIdle(scaled(10_000))],
  ['sim', () => measureSimulation(30 * scale)],
  ['history', () => measureHistory()],
])

if (wanted === undefined) {
  for (const part of parts.keys()) {
    const code = await runInherited(nodeCommand(inRepository('bench', 'stream.ts'), [part]))
    if (code !== 0) process.exitCode = code
  }
} else {
  const part = parts.get(wanted)
  if (part === undefined) throw new Error(`there is no such part; there are ${[...parts.keys()].join(', ')}`)
  await part()
}
