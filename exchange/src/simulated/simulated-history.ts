import {
  allocateBars,
  barsOfRange,
  indexAtOrAfter,
  sliceBars,
  type BarRange,
  type Bars,
  type Resolution,
  type Simulation,
} from '@trading-pro/market'
import { mergedBar } from '../market/bar-so-far.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import { columnsOf, setBar } from '../market/minute-columns.ts'

const MINUTE: Resolution = { unit: 'minute', count: 1 }
const DAY: Resolution = { unit: 'day', count: 1 }
const SECONDS_PER_DAY = 86_400

/** Minutes that turned out otherwise than the generator has them, because users traded in them. */
export interface MinuteStore {
  /** Minutes that open from `from` to before `until` (Unix seconds), oldest first, in ticks and lots. */
  minutesBetween(symbol: string, from: number, until: number): readonly FormingBar[]
  /** Keeps a minute; it wins over the generator from now on. */
  save(symbol: string, minute: FormingBar): void
}

/** The history of the simulated market as it was: the generator's, but for minutes in which users traded. */
export class SimulatedHistory {
  readonly #simulation: Simulation
  readonly #minutes: MinuteStore

  constructor(simulation: Simulation, minutes: MinuteStore) {
    this.#simulation = simulation
    this.#minutes = minutes
  }

  /**
   * Bars of minutes or more, in ticks and lots. They are shared with whoever asks next, and not to be
   * changed.
   *
   * @throws InvariantError for a resolution of seconds, or an unknown symbol
   */
  bars(symbol: string, resolution: Resolution, range: BarRange): Bars {
    const calendar = this.#simulation.calendarOf(symbol)
    const until = range.until ?? Infinity
    return this.#isByDay(symbol, resolution)
      ? barsOfRange(
          { calendar, from: DAY, to: resolution, barsOn: (day) => this.#dayOn(symbol, day, until) },
          range,
        )
      : barsOfRange(
          { calendar, from: MINUTE, to: resolution, barsOn: (day) => this.#minutesOn(symbol, day, until) },
          range,
        )
  }

  /** Where all trading of a date is on that date in UTC, whole days are known without their minutes. */
  #isByDay(symbol: string, { unit }: Resolution): boolean {
    if (unit === 'second' || unit === 'minute') return false
    const instrument = this.#simulation.instruments.find((each) => each.symbol === symbol)
    return instrument?.market.hasUtcDates === true
  }

  #dayOn(symbol: string, epochDay: number, until: number): Bars {
    const start = epochDay * SECONDS_PER_DAY
    const end = start + SECONDS_PER_DAY
    if (end <= until && this.#minutes.minutesBetween(symbol, start, end).length === 0)
      return this.#simulation.dayBarOf(symbol, epochDay)
    const whole = mergedBar(start, this.#minutesOn(symbol, epochDay, until))
    return whole === null ? allocateBars(0) : columnsOf([whole])
  }

  #minutesOn(symbol: string, epochDay: number, until: number): Bars {
    const start = epochDay * SECONDS_PER_DAY
    const changed = this.#minutes.minutesBetween(symbol, start, start + SECONDS_PER_DAY)
    const minutes = withMinutes(this.#simulation.minutesOf(symbol, epochDay), changed)
    return start + SECONDS_PER_DAY <= until ? minutes : sliceBars(minutes, 0, indexAtOrAfter(minutes, until))
  }
}

/** Bars with some of them as others say; both ascend in time, and of each minute there is one. */
function withMinutes(bars: Bars, others: readonly FormingBar[]): Bars {
  if (others.length === 0) return bars
  const changed = allocateBars(bars.time.length)
  for (const column of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
    changed[column].set(bars[column])
  for (const minute of others) {
    const index = indexAtOrAfter(bars, minute.time)
    if (bars.time[index] === minute.time) setBar(changed, index, minute)
  }
  return changed
}
