/** How many connections there may be. */
export interface ConnectionMaxima {
  readonly connectionsMax: number
  /** Of one address; programs of the same machine are not counted. */
  readonly connectionsPerAddressMax: number
}

/** Counts connections in all and by address. */
export class ConnectionCounts {
  readonly #maxima: ConnectionMaxima
  readonly #byAddress = new Map<string, number>()
  #total = 0

  constructor(maxima: ConnectionMaxima) {
    this.#maxima = maxima
  }

  /** Whether one more is too many, and of what. */
  refusalOf(address: string): 'stream_full' | 'too_many_connections' | null {
    if (this.#total >= this.#maxima.connectionsMax) return 'stream_full'
    const count = this.#byAddress.get(address) ?? 0
    const isTooMany = !isLoopback(address) && count >= this.#maxima.connectionsPerAddressMax
    return isTooMany ? 'too_many_connections' : null
  }

  add(address: string): void {
    this.#total += 1
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
  }

  remove(address: string): void {
    this.#total -= 1
    const count = this.#byAddress.get(address) ?? 0
    if (count > 1) this.#byAddress.set(address, count - 1)
    else this.#byAddress.delete(address)
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
