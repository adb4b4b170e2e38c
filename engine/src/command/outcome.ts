import type { EngineEvent } from '../event/events.ts'
import type { Denial } from './denials.ts'

/**
 * What became of an input. `events` are in the order in which they happened: those of timers that were due,
 * then those of the input itself when it was accepted.
 */
export type Outcome =
  | {
      readonly kind: 'accepted'
      readonly events: readonly EngineEvent[]
      /** The first order that the command made (FIX 37 OrderID); `null` when it made none. */
      readonly orderId: number | null
    }
  | { readonly kind: 'denied'; readonly events: readonly EngineEvent[]; readonly denial: Denial }
  | {
      /** The client order id was used before with the same ticket: nothing happened again. */
      readonly kind: 'duplicate'
      readonly events: readonly EngineEvent[]
      /** The order that was made then; it may be final. */
      readonly orderId: number
    }
