import { crc32 } from 'node:zlib'

/** Numbers of a topic that are remembered: more than servers keep for those who resume. */
const REMEMBERED_MAX = 4_096

/** What clients had under each number of a topic: the same for all, whether they were there or resumed. */
export class SharedContent {
  readonly #checksums = new Map<string, number>()

  /** Whether something is what others had under its key. */
  isSame(key: string, content: string | Buffer): boolean {
    const checksum = crc32(content)
    const known = this.#checksums.get(key)
    if (known !== undefined) return known === checksum
    this.#checksums.set(key, checksum)
    if (this.#checksums.size > REMEMBERED_MAX) {
      const [oldest = key] = this.#checksums.keys()
      this.#checksums.delete(oldest)
    }
    return true
  }
}
