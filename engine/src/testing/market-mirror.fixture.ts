import type { Input, MarketInput } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import type { EngineEvent, Traded } from '../event/events.ts'
import type { Ledger } from './ledger.fixture.ts'
import { OutsideMirror } from './outside-mirror.fixture.ts'
import { ReferenceMirror } from './reference-mirror.fixture.ts'

/** What the market says, kept by the feed and the events alone, as the ledger keeps what users have. */
export class MarketMirror {
  readonly outside: OutsideMirror
  readonly references: ReferenceMirror
  /** The input that is looked at. */
  input: Input | null = null
  /** The event before; `null`: it is the first of its input. */
  previous: EngineEvent | null = null

  constructor(ledger: Ledger) {
    this.outside = new OutsideMirror(ledger)
    this.references = new ReferenceMirror(ledger, this.outside)
  }

  /** Hears an input before its events are applied; no timer has fired in it if it is of the market. */
  hear(input: Input, at: number, outcome: Outcome): void {
    this.references.begin()
    this.input = input
    this.previous = null
    if (!isMarketInput(input) || outcome.kind !== 'accepted') return
    const { instrumentId } = input
    const isMatchable = this.references.hear(input, at)
    if (input.kind === 'outside_order' && isMatchable) {
      const prices = this.outside.takenBy(input, outcome.events).map(({ price }) => price)
      for (const event of outcome.events) if (isOfAggressor(event)) prices.push(event.price)
      prices.sort((one, other) => (input.side === 'buy' ? one - other : other - one))
      this.references.hearTrades(instrumentId, prices)
    }
    this.outside.hear(input, outcome.events, isMatchable)
    this.references.observeQuotes(instrumentId, at)
  }

  /** Applies an event around the ledger, which does what it does in between. */
  apply(event: EngineEvent, applyToLedger: () => void): void {
    this.references.prepare(event)
    applyToLedger()
    this.outside.apply(event)
    this.references.apply(event)
    this.previous = event
  }
}

/** Whether an order of the outside world met a user. */
function isOfAggressor(event: EngineEvent): event is Traded {
  return event.kind === 'traded' && event.evidence.source === 'aggressor'
}

export function isMarketInput(input: Input): input is MarketInput {
  return input.kind.startsWith('outside_')
}
