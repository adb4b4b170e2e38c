import { assert } from '../assert.ts'
import type { Account } from './account.ts'

/** What the engine knows of a client order id: an open order, or what is remembered of one that is final. */
export interface KnownOrder {
  readonly account: Account
  readonly clientOrderId: string
  readonly orderId: number
  readonly ticketHash: number
}

const SHARD_COUNT = 256
const CAPACITY_MIN = 16
/** Three quarters full is when a shard grows. */
const FULL_QUARTERS = 3

/**
 * Orders by account and client order id: hash tables with linear probing, many small ones, so that none
 * takes long when it grows.
 */
export class KnownOrders {
  readonly #shards: Shard[] = Array.from({ length: SHARD_COUNT }, () => new Shard())

  get(account: Account, clientOrderId: string): KnownOrder | undefined {
    const hash = hashOf(account.accountId, clientOrderId)
    return this.#shardOf(hash).get(hash, account, clientOrderId)
  }

  add(order: KnownOrder): void {
    const hash = hashOf(order.account.accountId, order.clientOrderId)
    this.#shardOf(hash).add(hash, order)
  }

  remove(order: KnownOrder): void {
    const hash = hashOf(order.account.accountId, order.clientOrderId)
    this.#shardOf(hash).remove(hash, order)
  }

  /** Puts what is remembered of an order in the place of the order itself, or the other way round. */
  replace(order: KnownOrder, by: KnownOrder): void {
    const hash = hashOf(order.account.accountId, order.clientOrderId)
    this.#shardOf(hash).replace(hash, order, by)
  }

  #shardOf(hash: number): Shard {
    const shard = this.#shards[hash >>> 24]
    assert(shard !== undefined, 'each hash has its shard')
    return shard
  }
}

class Shard {
  #count = 0
  #hashes = new Int32Array(CAPACITY_MIN)
  #orders = new Array<KnownOrder | undefined>(CAPACITY_MIN).fill(undefined)

  get(hash: number, account: Account, clientOrderId: string): KnownOrder | undefined {
    const mask = this.#hashes.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const order = this.#orders[slot]
      if (order === undefined) return undefined
      if (this.#hashes[slot] !== hash) continue
      if (order.account === account && order.clientOrderId === clientOrderId) return order
    }
  }

  add(hash: number, order: KnownOrder): void {
    if ((this.#count + 1) * 4 > this.#hashes.length * FULL_QUARTERS) this.#grow()
    this.#insert(hash, order)
    this.#count += 1
  }

  remove(hash: number, order: KnownOrder): void {
    const mask = this.#hashes.length - 1
    let hole = this.#find(hash, order)
    // What was pushed on by this one moves back, so that no search ends early.
    for (let slot = (hole + 1) & mask; this.#orders[slot] !== undefined; slot = (slot + 1) & mask) {
      const home = (this.#hashes[slot] ?? 0) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      this.#orders[hole] = this.#orders[slot]
      this.#hashes[hole] = this.#hashes[slot] ?? 0
      hole = slot
    }
    this.#orders[hole] = undefined
    this.#count -= 1
  }

  replace(hash: number, order: KnownOrder, by: KnownOrder): void {
    this.#orders[this.#find(hash, order)] = by
  }

  #find(hash: number, order: KnownOrder): number {
    const mask = this.#hashes.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#orders[slot]
      assert(found !== undefined, 'an order that is known is found')
      if (found === order) return slot
    }
  }

  #insert(hash: number, order: KnownOrder): void {
    const mask = this.#hashes.length - 1
    let slot = hash & mask
    while (this.#orders[slot] !== undefined) slot = (slot + 1) & mask
    this.#orders[slot] = order
    this.#hashes[slot] = hash
  }

  #grow(): void {
    const hashes = this.#hashes
    const orders = this.#orders
    this.#hashes = new Int32Array(hashes.length * 2)
    this.#orders = new Array<KnownOrder | undefined>(hashes.length * 2).fill(undefined)
    for (const [slot, order] of orders.entries()) {
      if (order !== undefined) this.#insert(hashes[slot] ?? 0, order)
    }
  }
}

/** 32 bits, all of them mixed: the high ones choose the shard, the low ones the slot. */
function hashOf(accountId: number, clientOrderId: string): number {
  let hash = (accountId | 0) ^ Math.floor(accountId / 4_294_967_296)
  for (let at = 0; at < clientOrderId.length; at += 1) {
    hash = Math.imul(hash ^ clientOrderId.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (hash >>> 16)
}
