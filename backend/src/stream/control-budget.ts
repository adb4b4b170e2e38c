import { CONTROL_MESSAGE_BURST_MAX, CONTROL_MESSAGES_PER_SECOND_MAX } from '@trading-pro/contracts'
import { FLOOD_FACTOR } from './limits.ts'

const FRAME_BURST_MAX = CONTROL_MESSAGE_BURST_MAX * FLOOD_FACTOR

/** What a connection may say: a bucket of messages that fills by the second, and a larger one of frames. */
export class ControlBudget {
  #messages = CONTROL_MESSAGE_BURST_MAX
  #frames = FRAME_BURST_MAX
  #at: number

  /** @param at - Unix ms */
  constructor(at: number) {
    this.#at = at
  }

  /**
   * Takes a frame of any kind out; false: it is one too many to go on.
   *
   * @param at - Unix ms
   */
  takeFrame(at: number): boolean {
    const earned = (Math.max(0, at - this.#at) / 1000) * CONTROL_MESSAGES_PER_SECOND_MAX
    this.#at = at
    this.#messages = Math.min(CONTROL_MESSAGE_BURST_MAX, this.#messages + earned)
    this.#frames = Math.min(FRAME_BURST_MAX, this.#frames + earned * FLOOD_FACTOR) - 1
    return this.#frames >= 0
  }

  /** Takes the message out that is in the frame; false: it is refused. */
  takeMessage(): boolean {
    if (this.#messages < 1) return false
    this.#messages -= 1
    return true
  }
}
