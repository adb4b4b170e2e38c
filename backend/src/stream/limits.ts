/** Every maximum and period of the stream's gateway that is no setting, with its unit and its reason. */

/** How often what has changed is sent, ms: half of what 50 updates a second would bear. */
export const FLUSH_INTERVAL_MS = 10

/** How often connections are looked at, ms. */
export const SWEEP_INTERVAL_MS = 1_000

/** After so long without a message the server says that it is there: a third of a client's patience. */
export const HEARTBEAT_AFTER_MS = 5_000

/** How often a peer is asked for a sign of life, and how long it may owe one, ms. */
export const PING_INTERVAL_MS = 15_000
export const SILENCE_MS_MAX = 45_000

/** Above so many queued bytes a reader lags: a quarter of a second at a megabyte a second. */
export const LAGGING_BYTES = 262_144

/** Below so many queued bytes a reader that lags is told more, before the line falls idle. */
export const CATCH_UP_BYTES = 131_072

/** What may wait for a reader, in bytes, who takes nothing for so many ms. */
export const WAITING_BYTES_MAX = 1_048_576
export const STALLED_MS_MAX = 10_000

/** With so many bytes waiting not even refusals are written any more: the connection is closed. */
export const ANSWERED_BYTES_MAX = 2_097_152

/** How often the maximum of control messages may be exceeded before the connection is closed. */
export const FLOOD_FACTOR = 10

/** Pieces in which a message may arrive: one of the largest in fragments of 16 bytes. */
export const MESSAGE_PIECES_MAX = 4_096

/** How long a peer has to answer that a connection is being closed, ms. */
export const CLOSE_MS_MAX = 10_000

/** The same when the server stops, ms. */
export const SHUTDOWN_MS_MAX = 1_000
