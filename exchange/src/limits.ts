/** Every maximum of the exchange, with its unit and its reason. */

/** Updates that a topic keeps for readers who come back: 20 seconds of the fastest book. */
export const UPDATE_RING_MAX = 1_024

/** Characters of them together: what a few hundred topics may take of a laptop's memory. */
export const UPDATE_RING_CHARACTERS_MAX = 262_144

/** How long a topic that nobody reads goes on, so that its readers can come back, ms. */
export const IDLE_TOPIC_MS = 60_000

/** Prints that an instrument keeps at least: what a tape on the screen scrolls through. */
export const TAPE_MAX = 1_000

/** Prints in the snapshot of a tape: what a tape shows at first. */
export const SNAPSHOT_TRADES_MAX = 50

/** Levels a side that go into a checksum. */
export const CHECKSUM_LEVELS_MAX = 10

/** A venue whose book has not moved for so long has stopped, whatever its instrument allows, ms. */
export const SILENCE_MS_MAX = 5_000
