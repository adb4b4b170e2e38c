/** `sim.cpu`, `sim.cpu_caps`: what twenty simulated instruments cost while time passes. */
import { setTimeout as delay } from 'node:timers/promises'
import { publicChannels, type PublicChannel } from '@trading-pro/contracts'
import { StreamHub } from '@trading-pro/exchange'
import { SimulatedExchange, simulatedSymbols } from '../../tools/stream-server/simulated-exchange.ts'
import { chooseCores } from './pinning.ts'
import { printFigure } from './report.ts'

const STEP_MS = 10
const WARM_UP_SHARE = 0.2
const DEPTH = 20

/** How much happens. */
interface SimulationOptions {
  readonly hasTopics: boolean
  /** Whether enough happens for each topic to speak as often as it may. */
  readonly isAtCaps: boolean
  readonly seconds: number
}

export async function measureSimulation(seconds: number): Promise<void> {
  chooseCores()
  const baseline = await shareOfCore({ hasTopics: false, isAtCaps: false, seconds })
  const value = await shareOfCore({ hasTopics: true, isAtCaps: false, seconds })
  const atCaps = await shareOfCore({ hasTopics: true, isAtCaps: true, seconds })
  printFigure({ name: 'sim.cpu', unit: '%', value, baseline })
  printFigure({ name: 'sim.cpu_caps', unit: '%', value: atCaps, baseline })
}

/** Percent of a core, over some seconds of real time. */
async function shareOfCore({ hasTopics, isAtCaps, seconds }: SimulationOptions): Promise<number> {
  const simulation = new LiveSimulation()
  if (hasTopics) simulation.openTopics()
  const timer = setInterval(() => {
    simulation.step(Date.now(), isAtCaps)
  }, STEP_MS)
  await delay(seconds * WARM_UP_SHARE * 1000)
  const [usage, startedAt, messages] = [process.cpuUsage(), performance.now(), simulation.messages]
  await delay(seconds * 1000)
  const { user, system } = process.cpuUsage(usage)
  const passed = (performance.now() - startedAt) / 1000
  clearInterval(timer)
  const made = (simulation.messages - messages) / passed
  const share = ((user + system) / 1_000_000 / passed) * 100
  console.log(`${made.toFixed(0)} messages/s are made with ${share.toFixed(1)} % of a core.`)
  return share
}

/** The real feed and the real hub; messages go to nobody. */
class LiveSimulation {
  readonly #market = new SimulatedExchange(Date.now())
  readonly #hub = new StreamHub({
    epoch: 'bench',
    messagesPerSecond: capsOfChannels(),
    openSource: (topic) => this.#market.open(topic),
    onFailure(error) {
      throw error
    },
  })
  /** Made so far. */
  messages = 0

  openTopics(): void {
    for (const symbol of simulatedSymbols) {
      const texts = [`market_data:${symbol}`, `orderbook:${symbol}:${DEPTH}`, `trades:${symbol}`]
      for (const text of [...texts, `chart_data:${symbol}:1`]) {
        const topic = this.#hub.retain(text, Date.now())
        if (typeof topic === 'string') throw new Error(`${text}: ${topic}`)
      }
    }
  }

  step(at: number, isAtCaps: boolean): void {
    this.#market.advance(at)
    if (isAtCaps) this.#market.stir(1)
    this.messages += this.#hub.flush(at).length
  }
}

function capsOfChannels(): Record<PublicChannel, number> {
  const channels = Object.entries(publicChannels)
  return Object.fromEntries(
    channels.map(([name, { messagesPerSecondMax }]) => [name, messagesPerSecondMax]),
  ) as Record<PublicChannel, number>
}
