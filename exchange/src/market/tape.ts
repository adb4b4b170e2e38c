import type { Lots, Ticks } from '@trading-pro/engine'
import { TAPE_MAX } from '../limits.ts'

/** A trade as everybody sees it. */
export interface Print {
  /** One more with each print of the instrument. */
  readonly tradeId: number
  readonly price: Ticks
  readonly quantity: Lots
  /** Of who took. */
  readonly side: 'buy' | 'sell'
  /** Unix ms. */
  readonly at: number
}

/** Hears each print of an instrument, in order. */
export type PrintListener = (print: Print) => void

/** The prints of an instrument: the last ones, and whoever wants to hear the next. */
export class Tape {
  readonly #listeners = new Set<PrintListener>()
  #prints: Print[] = []
  #nextTradeId: number

  /** @param firstTradeId - numbers grow over restarts when it does */
  constructor(firstTradeId: number) {
    this.#nextTradeId = firstTradeId
  }

  /** The last print; `null` before the first. */
  get last(): Print | null {
    return this.#prints.at(-1) ?? null
  }

  /** The newest prints, oldest first; `TAPE_MAX` at most. */
  newest(count: number): readonly Print[] {
    return this.#prints.slice(-Math.min(count, TAPE_MAX))
  }

  /** Adds a print, and tells everybody. */
  add(print: Omit<Print, 'tradeId'>): void {
    const numbered = { tradeId: this.#nextTradeId, ...print }
    this.#nextTradeId += 1
    this.#prints.push(numbered)
    if (this.#prints.length >= 2 * TAPE_MAX) this.#prints = this.#prints.slice(-TAPE_MAX)
    for (const listener of this.#listeners) listener(numbered)
  }

  /** Tells of each print from now on, until what is returned is called. */
  listen(listener: PrintListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
