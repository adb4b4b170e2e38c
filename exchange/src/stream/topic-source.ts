/**
 * What a topic says. A topic asks at each flush; in between a source gathers. All texts are JSON of the
 * channel's `data`.
 */
export interface TopicSource {
  /** What has changed since this was asked last; `null`: nothing that a reader would see. */
  takeUpdate(): string | null
  /** The state as it was when the last update was taken, not as it is now. */
  snapshot(): string
  /**
   * Brings whoever has any earlier state to that of the last update; `null` where only a snapshot does, or
   * where nothing may be left out.
   */
  catchUp(): string | null
  /** Nobody asks it any more. */
  close(): void
}
