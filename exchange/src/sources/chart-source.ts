import type { StreamedBar } from '@trading-pro/contracts'
import type { Resolution } from '@trading-pro/market'
import type { FormingBar, FormingBars } from '../market/forming-bars.ts'
import type { Market } from '../market/market.ts'
import type { TopicSource } from '../stream/topic-source.ts'

/** Which bars of which market. */
export interface ChartOf {
  /** In its one canonical spelling. */
  readonly text: string
  readonly resolution: Resolution
  /** Unix ms. */
  readonly at: number
}

/** The bars of a market in a resolution: each once when it has closed, and the one that forms. */
export class ChartSource implements TopicSource {
  readonly #market: Market
  readonly #text: string
  readonly #bars: FormingBars
  readonly #stop: () => void
  #closed: Readonly<FormingBar>[] = []
  /** The forming bar as it was taken last. */
  #taken: FormingBar | null = null

  constructor(market: Market, { text, resolution, at }: ChartOf) {
    this.#market = market
    this.#text = text
    this.#bars = market.barsOf(text, resolution, at)
    this.#stop = this.#bars.listen((bar) => this.#closed.push(bar))
  }

  takeUpdate(): string | null {
    const { forming } = this.#bars
    const hasMoved = forming !== null && !isSame(forming, this.#taken)
    if (this.#closed.length === 0 && !hasMoved) return null
    const bars = this.#closed.map((bar) => this.#barOf(bar, true))
    if (hasMoved) bars.push(this.#barOf(forming, false))
    this.#closed = []
    this.#taken = forming === null ? null : { ...forming }
    return JSON.stringify({ bars })
  }

  snapshot(): string {
    return JSON.stringify({ bars: this.#taken === null ? [] : [this.#barOf(this.#taken, false)] })
  }

  /** Closed bars are never left out. */
  catchUp(): null {
    return null
  }

  close(): void {
    this.#stop()
    this.#market.forgetBars(this.#text)
  }

  #barOf({ time, open, high, low, close, volume }: Readonly<FormingBar>, closed: boolean): StreamedBar {
    const { priceScale, quantityScale } = this.#market.definition
    return {
      time: time * 1000,
      open: open / priceScale,
      high: high / priceScale,
      low: low / priceScale,
      close: close / priceScale,
      volume: volume / quantityScale,
      closed,
    }
  }
}

function isSame(bar: Readonly<FormingBar>, other: FormingBar | null): boolean {
  return (
    other?.time === bar.time &&
    other.high === bar.high &&
    other.low === bar.low &&
    other.close === bar.close &&
    other.volume === bar.volume
  )
}
