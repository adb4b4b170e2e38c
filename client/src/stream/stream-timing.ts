/** The times of a stream client, ms. */
export interface StreamTiming {
  /** Without any message for so long a connection, or an attempt at one, is dead. */
  readonly deadMs: number
  /** How long a topic may be without its connection before it counts as stale. */
  readonly staleMs: number
  /** A connection that has held for so long was a success: waits are short again. */
  readonly stableMs: number
  /** The shortest wait before another try. */
  readonly reconnectMinMs: number
  /** The longest one. */
  readonly reconnectMaxMs: number
  /** After a planned shutdown the next try comes within so long. */
  readonly quickReconnectMs: number
  /** Without the snapshot for so long a topic is asked for again. */
  readonly answerMs: number
  /** The wait before a second resync in a row; it doubles with each further one. */
  readonly resyncMinMs: number
  /** The longest of these waits. */
  readonly resyncMaxMs: number
  /** After so long without a resync the next one comes at once again. */
  readonly resyncCalmMs: number
  /** How often all this is looked at. */
  readonly watchMs: number
}

/** Unless an option says otherwise. */
export const timingDefaults: StreamTiming = {
  deadMs: 15_000,
  staleMs: 3_000,
  stableMs: 10_000,
  reconnectMinMs: 500,
  reconnectMaxMs: 30_000,
  quickReconnectMs: 2_000,
  answerMs: 10_000,
  resyncMinMs: 500,
  resyncMaxMs: 30_000,
  resyncCalmMs: 10_000,
  watchMs: 500,
}
