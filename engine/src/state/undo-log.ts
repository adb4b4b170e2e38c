/**
 * What must be done to take back changes, newest last: each mutator records the exact inverse of what it did,
 * and taking back runs them from the newest to the oldest, so that each meets the state that it left.
 */
export class UndoLog {
  readonly #inverses: (() => void)[] = []

  /** A place to come back to. It stays good until an older one is rolled back to. */
  mark(): number {
    return this.#inverses.length
  }

  /** Adds the inverse of a change that was just made; it must not record anything itself. */
  record(inverse: () => void): void {
    this.#inverses.push(inverse)
  }

  /** Takes back everything that was recorded after `mark`, the newest first. */
  rollbackTo(mark: number): void {
    while (this.#inverses.length > mark) this.#inverses.pop()?.()
  }

  /** Accepts all changes: none of them can be taken back any more. */
  clear(): void {
    this.#inverses.length = 0
  }
}
