/**
 * Keeps what was used last, up to so many bytes; what does not fit any more is made again when it is asked
 * for.
 */
export interface ByteCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, bytes: number): void
  /** Forgets all whose key starts so. */
  deletePrefix(prefix: string): void
  readonly byteLength: number
}

interface Entry<Value> {
  readonly value: Value
  readonly bytes: number
}

/** The newest value stays even when it alone is past the limit: somebody is reading it. */
export function createByteCache<Value>(bytesMax: number): ByteCache<Value> {
  const entries = new Map<string, Entry<Value>>()
  let byteLength = 0

  function remove(key: string): void {
    byteLength -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  function shrink(): void {
    for (const key of entries.keys()) {
      if (byteLength <= bytesMax || entries.size <= 1) return
      remove(key)
    }
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, bytes) {
      remove(key)
      entries.set(key, { value, bytes })
      byteLength += bytes
      shrink()
    },
    deletePrefix(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) remove(key)
    },
    get byteLength() {
      return byteLength
    },
  }
}
