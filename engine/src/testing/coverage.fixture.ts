import type { Input } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import type { EngineEvent } from '../event/events.ts'

/** How often something occurred, by its name. */
export type Tally = Map<string, number>

/** What random sessions brought about. */
export class Coverage {
  readonly inputs: Tally = new Map()
  readonly outcomes: Tally = new Map()
  readonly events: Tally = new Map()
  readonly denials: Tally = new Map()
  readonly cancelReasons: Tally = new Map()
  readonly rejectReasons: Tally = new Map()
  readonly evidenceSources: Tally = new Map()

  add(input: Input, outcome: Outcome): void {
    count(this.inputs, input.kind)
    count(this.outcomes, outcome.kind)
    if (outcome.kind === 'denied') count(this.denials, outcome.denial.code)
    for (const event of outcome.events) this.#addEvent(event)
  }

  #addEvent(event: EngineEvent): void {
    count(this.events, event.kind)
    if (event.kind === 'traded') count(this.evidenceSources, event.evidence.source)
    if (event.kind === 'order_canceled') count(this.cancelReasons, event.reason)
    if (event.kind === 'order_reduced') count(this.cancelReasons, `${event.reason} (part)`)
    if (event.kind === 'order_rejected') count(this.rejectReasons, event.reason)
    if (event.kind === 'replace_rejected') count(this.rejectReasons, `${event.reason} (amend)`)
  }
}

function count(tally: Tally, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1)
}
