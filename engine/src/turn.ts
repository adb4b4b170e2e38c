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

/** One input, or one timer, with everything it causes. */
export class Turn {
  readonly state: ExchangeState
  /** Engine time of all its events, Unix milliseconds. */
  readonly at: number
  readonly events: EngineEvent[]
  readonly work: Work[] = []
  /** Instruments whose prices may have changed since they were last observed. */
  readonly moved: ListedInstrument[] = []
  /** Instruments whose mark may have changed since accounts were last looked at. */
  readonly repriced: ListedInstrument[] = []

  constructor(state: ExchangeState, at: number, events: EngineEvent[]) {
    this.state = state
    this.at = at
    this.events = events
  }

  /** Notes that prices of an instrument may have changed. */
  move(instrument: ListedInstrument): void {
    if (!this.moved.includes(instrument)) this.moved.push(instrument)
    this.reprice(instrument)
  }

  /** Notes that the mark of an instrument may have changed. */
  reprice(instrument: ListedInstrument): void {
    instrument.isRepriced = true
    this.state.isRepriced = true
    if (!this.repriced.includes(instrument)) this.repriced.push(instrument)
  }

  /** Decides an event: it is applied at once, so that what follows sees it. */
  emit(event: EngineEvent): void {
    this.events.push(event)
    evolve(this.state, event)
  }
}
