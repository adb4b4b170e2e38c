import { Engine } from '../engine.ts'
import { encodeBatch } from '../event/event-codec.ts'
import { hashOf, hexOf } from '../schema/byte-hash.ts'
import { createSession, type RandomInputs } from '../testing/random-inputs.fixture.ts'

/** How many inputs a part of a record has: a difference is found within one. */
const PART_INPUTS = 250

/** What a part of a session came to; equal parts are equal to the last byte. */
export interface RecordedPart {
  /** Inputs so far. */
  readonly inputs: number
  /** Events and bytes of this part. */
  readonly events: number
  readonly bytes: number
  /** The hash of the bytes of its batches of events. */
  readonly eventsHash: string
  readonly stateHash: string
}

/** A random session of an engine of its own, recorded part by part. */
export class SessionRecorder {
  readonly parts: RecordedPart[] = []
  readonly #engine = new Engine({ recentOrdersMax: 100 })
  readonly #session: RandomInputs
  #batches: Uint8Array[] = []
  #events = 0
  #inputs = 0

  constructor(seed: number) {
    this.#session = createSession(seed, this.#engine)
  }

  /** Does the next inputs. */
  run(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const { input, at } = this.#session.next()
      const { events } = this.#engine.execute(input, at)
      this.#batches.push(encodeBatch(events))
      this.#events += events.length
      this.#inputs += 1
      if (this.#inputs % PART_INPUTS === 0) this.#endPart()
    }
  }

  #endPart(): void {
    const bytes = joined(this.#batches)
    this.parts.push({
      inputs: this.#inputs,
      events: this.#events,
      bytes: bytes.length,
      eventsHash: hexOf(hashOf(bytes)),
      stateHash: this.#engine.stateHash(),
    })
    this.#batches = []
    this.#events = 0
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/**
 * Records a session from its start.
 *
 * @param inputs - a multiple of 250, as each part ends with its hashes
 */
export function recordSession(seed: number, inputs: number): readonly RecordedPart[] {
  const recorder = new SessionRecorder(seed)
  recorder.run(inputs)
  return recorder.parts
}
