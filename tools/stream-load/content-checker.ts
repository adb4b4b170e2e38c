import type { FlawKind } from './tally.ts'

/** How a checker tells what is wrong. */
export type ReportFlaw = (kind: FlawKind, example: string, count?: number) => void

/** Follows what a topic says and compares it with what was said before. */
export interface ContentChecker {
  snapshot(data: unknown): void
  update(data: unknown): void
  /** Something is missing: nothing can be compared with what was before. */
  forget(): void
}

/** A state of which updates bring the fields that changed: what it is after a number is the same for all. */
export class StateChecker implements ContentChecker {
  #state: object | null = null

  snapshot(data: object): void {
    this.#state = { ...data }
  }

  update(data: object): void {
    if (this.#state !== null) Object.assign(this.#state, data)
  }

  forget(): void {
    this.#state = null
  }

  /** All of it, in an order of its own; `null`: it is not known. */
  text(): string | null {
    if (this.#state === null) return null
    return JSON.stringify(Object.entries(this.#state).sort(([one], [other]) => (one < other ? -1 : 1)))
  }
}
