import type { Trades } from '../generated/v1/stream-models.ts'
import type { GapReason, MessagePosition, StreamHandlers } from './handlers.ts'

/** Watches what one subscriber is told, and writes down whatever must never be told. */
export class Witness {
  readonly faults: string[] = []
  readonly counts = { snapshots: 0, updates: 0, missed: 0, notRecovered: 0 }
  #last: MessagePosition | null = null

  handlers<Snapshot, Update>(
    also: Partial<StreamHandlers<Snapshot, Update>> = {},
  ): StreamHandlers<Snapshot, Update> {
    return {
      onSnapshot: (data, position) => {
        this.counts.snapshots += 1
        const isBack = position.epoch === this.#last?.epoch && position.seq < this.#last.seq
        // A server that does not know our number sends a lower one; in the model it never does.
        if (isBack) this.#fault(`snapshot ${position.seq} after ${this.#last?.seq ?? ''}`)
        this.#last = position
        also.onSnapshot?.(data, position)
      },
      onUpdate: (data, position) => {
        this.counts.updates += 1
        const { epoch, seq } = this.#last ?? {}
        const isNext = position.epoch === epoch && position.seq === (seq ?? NaN) + 1
        if (!isNext) this.#fault(`update ${position.epoch} ${position.seq} after ${epoch ?? ''} ${seq ?? ''}`)
        this.#last = position
        also.onUpdate?.(data, position)
      },
      onGap: (reason) => {
        this.counts[reason === 'missed' ? 'missed' : 'notRecovered'] += 1
        also.onGap?.(reason)
      },
    }
  }

  #fault(text: string): void {
    this.faults.push(text)
  }
}

/** Watches a tape: no trade is missing unless that was said, none comes twice, none out of order. */
export class TapeWitness {
  readonly witness = new Witness()
  readonly faults: string[] = []
  lastTradeId = 0
  #mayJump = true

  handlers(): StreamHandlers<Trades, Trades> {
    return this.witness.handlers<Trades, Trades>({
      onSnapshot: ({ trades }) => {
        const newest = trades.at(-1)?.tradeId ?? 0
        if (newest !== this.lastTradeId && !this.#mayJump) {
          this.faults.push(`from ${this.lastTradeId} to ${newest} without a word`)
        }
        this.lastTradeId = newest
        this.#mayJump = false
      },
      onUpdate: ({ trades }) => {
        for (const { tradeId } of trades) {
          if (tradeId !== this.lastTradeId + 1) this.faults.push(`${tradeId} after ${this.lastTradeId}`)
          this.lastTradeId = tradeId
        }
      },
      onGap: (reason: GapReason) => {
        this.#mayJump ||= reason === 'not_recovered'
      },
    })
  }
}
