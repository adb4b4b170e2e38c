import type { FormingBar, MinuteStore } from '@trading-pro/exchange'
import type { MarketStore, SimulatedMinute } from '../adapters/storage/market-store.ts'

const SECONDS_PER_DAY = 86_400
const NONE: readonly FormingBar[] = []

type MinutesByDay = Map<number, FormingBar[]>

/**
 * Minutes in which users traded, all in memory, because a market cannot wait for them; what is new is written
 * behind, one transaction after the other.
 */
export class SimulatedMinutes implements MinuteStore, AsyncDisposable {
  readonly #store: MarketStore
  readonly #simulation: string
  readonly #bySymbol = new Map<string, MinutesByDay>()
  #unwritten: SimulatedMinute[] = []
  #writing: Promise<void> | null = null
  /** Why the last write failed; it is tried again with the next minute. */
  failure: Error | null = null

  private constructor(store: MarketStore, simulation: string) {
    this.#store = store
    this.#simulation = simulation
  }

  /** Reads all that are stored of a simulation, named by its fingerprint; those of others say nothing. */
  static async load(store: MarketStore, simulation: string): Promise<SimulatedMinutes> {
    const minutes = new SimulatedMinutes(store, simulation)
    for (const { symbol, time, open, high, low, close, volume } of await store.simulatedMinutes(simulation)) {
      minutes.#keep(symbol, { time, open, high, low, close, volume })
    }
    return minutes
  }

  minutesBetween(symbol: string, from: number, until: number): readonly FormingBar[] {
    const byDay = this.#bySymbol.get(symbol)
    if (byDay === undefined) return NONE
    const [first, last] = [dayOf(from), dayOf(until - 1)]
    if (first === last) return (byDay.get(first) ?? NONE).filter(isWithin(from, until))
    return [...byDay]
      .filter(([day]) => day >= first && day <= last)
      .flatMap(([, minutes]) => minutes.filter(isWithin(from, until)))
      .sort((one, other) => one.time - other.time)
  }

  save(symbol: string, minute: FormingBar): void {
    this.#keep(symbol, minute)
    this.#unwritten.push({ simulation: this.#simulation, symbol, ...minute })
    this.#writing ??= this.#write()
  }

  /** Resolves when all is written; what cannot be stays, and is in `failure`. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settled()
    if (this.#unwritten.length > 0) await this.#write()
  }

  #keep(symbol: string, minute: FormingBar): void {
    const byDay: MinutesByDay = this.#bySymbol.get(symbol) ?? new Map<number, FormingBar[]>()
    this.#bySymbol.set(symbol, byDay)
    const day = dayOf(minute.time)
    const others = (byDay.get(day) ?? []).filter(({ time }) => time !== minute.time)
    byDay.set(
      day,
      [...others, minute].sort((one, other) => one.time - other.time),
    )
  }

  async #write(): Promise<void> {
    while (this.#unwritten.length > 0) {
      const minutes = this.#unwritten
      this.#unwritten = []
      try {
        await this.#store.transact((writer) => writer.putSimulatedMinutes(minutes))
        this.failure = null
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error))
        this.#unwritten = [...minutes, ...this.#unwritten]
        break
      }
    }
    this.#writing = null
  }
}

function dayOf(time: number): number {
  return Math.floor(time / SECONDS_PER_DAY)
}

function isWithin(from: number, until: number): (minute: FormingBar) => boolean {
  return ({ time }) => time >= from && time < until
}
