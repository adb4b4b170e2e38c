import type { EngineEvent } from './event/events.ts'
import { evolve } from './state/evolve.ts'
import type { ExchangeState } from './state/exchange-state.ts'
import type { ListedInstrument } from './state/listed-instrument.ts'
import type { Group, Order } from './state/order.ts'

/** What is still to be done in a turn, first in, first out. */
export type Work =
  | { readonly kind: 'execute'; readonly order: Order; readonly isLate: boolean }
  | { readonly kind: 'bring_legs'; readonly group: Group }
  | { readonly kind: 'activate_secondary'; readonly order: Order }

/** What most turns begin and end with. */
export const noInstruments: readonly ListedInstrument[] = []

/** One input, or one timer, with everything it causes. */
export class Turn {
  readonly state: ExchangeState
  /** Engine time of all its events, Unix milliseconds. */
  readonly at: number
  readonly events: EngineEvent[]
  /** All that the turn has had to do; `nextWork` says what is left. */
  readonly work: Work[] = []
  #workDone = 0
  /** Instruments whose prices may have changed since they were last observed. */
  moved: readonly ListedInstrument[] = noInstruments
  /** Instruments whose mark may have changed since accounts were last looked at. */
  repriced: readonly ListedInstrument[] = noInstruments

  constructor(state: ExchangeState, at: number, events: EngineEvent[]) {
    this.state = state
    this.at = at
    this.events = events
  }

  /** The first of the work that is left. Very much of it would be slow to move up each time. */
  nextWork(): Work | undefined {
    if (this.#workDone === this.work.length) return undefined
    const work = this.work[this.#workDone]
    this.#workDone += 1
    return work
  }

  /** Notes that prices of an instrument may have changed. */
  move(instrument: ListedInstrument): void {
    this.moved = including(this.moved, instrument)
    this.reprice(instrument)
  }

  /** Notes that the mark of an instrument may have changed. */
  reprice(instrument: ListedInstrument): void {
    instrument.isRepriced = true
    this.state.isRepriced = true
    this.repriced = including(this.repriced, instrument)
  }

  /** Decides an event: it is applied at once, so that what follows sees it. */
  emit(event: EngineEvent): void {
    this.events.push(event)
    evolve(this.state, event)
  }
}

/** Most turns are about one instrument: then this makes one small list. */
function including(
  instruments: readonly ListedInstrument[],
  instrument: ListedInstrument,
): readonly ListedInstrument[] {
  if (instruments.length === 0) return [instrument]
  return instruments.includes(instrument) ? instruments : [...instruments, instrument]
}
