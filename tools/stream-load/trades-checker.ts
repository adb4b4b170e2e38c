import type { TopicMessage } from '@trading-pro/contracts'
import type { ContentChecker, ReportFlaw } from './content-checker.ts'

type Trades = TopicMessage<'trades'>['data']

/** Each trade of an instrument comes once, in order. */
export class TradesChecker implements ContentChecker {
  readonly #report: ReportFlaw
  readonly #onTrades: (count: number) => void
  #lastId: number | null = null

  constructor(report: ReportFlaw, onTrades: (count: number) => void) {
    this.#report = report
    this.#onTrades = onTrades
  }

  snapshot(data: Trades): void {
    this.#lastId = null
    this.update(data)
  }

  update({ trades }: Trades): void {
    for (const { tradeId } of trades) {
      if (this.#lastId !== null && tradeId !== this.#lastId + 1) {
        this.#report('tradeErrors', `trade ${tradeId} after ${this.#lastId}`)
      }
      this.#lastId = tradeId
    }
    this.#onTrades(trades.length)
  }

  forget(): void {
    this.#lastId = null
  }
}
