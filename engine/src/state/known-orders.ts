import { assert } from '../assert.ts'
import type { Account } from './account.ts'
import type { RecentOrders } from './recent-orders.ts'
import type { UndoLog } from './undo-log.ts'

/** What the engine knows of a client order id: an open order, or what is remembered of one that is final. */
export interface KnownOrder {
  readonly account: Account
  readonly clientOrderId: string
  readonly orderId: number
  readonly ticketHash: number
}

const SHARD_COUNT = 256
const CAPACITY_MIN = 16
/** Three quarters full is when a shard is built anew. */
const FULL_QUARTERS = 3
/** Stands in a slot where nothing is. */
const EMPTY = 0

/**
 * Orders by account and client order id: hash tables with linear probing, many small ones, so that none
 * takes long when it is built anew. Orders that are forgotten are passed over, and left out then.
 */
export class KnownOrders {
  readonly #recent: RecentOrders
  readonly #shards: Shard[] = Array.from({ length: SHARD_COUNT }, () => new Shard())

  /** @param recent - says which final orders are forgotten */
  constructor(recent: RecentOrders) {
    this.#recent = recent
  }

  get(account: Account, clientOrderId: string): KnownOrder | undefined {
    const hash = hashOf(account.accountId, clientOrderId)
    const shard = this.#shardOf(hash)
    for (let slot = shard.find(hash, 0); slot !== -1; slot = shard.find(hash, slot + 1)) {
      const order = shard.orders[slot]
      const isMeant = order?.account === account && order.clientOrderId === clientOrderId
      if (isMeant && !this.#recent.hasForgotten(order)) return order
    }
    return undefined
  }

  add(order: KnownOrder, undo: UndoLog | null): void {
    const hash = hashOf(order.account.accountId, order.clientOrderId)
    const shard = this.#shardOf(hash)
    // While changes may be taken back, what is forgotten may come back too.
    if (shard.isFull) shard.rebuild(undo === null ? this.#recent : null)
    shard.insert(hash, order)
    if (undo !== null) undo.record(() => shard.remove(hash, order))
  }

  /** Puts what is remembered of an order in the place of the order itself. */
  replace(order: KnownOrder, by: KnownOrder, undo: UndoLog | null): void {
    const hash = hashOf(order.account.accountId, order.clientOrderId)
    const shard = this.#shardOf(hash)
    shard.replace(hash, order, by)
    if (undo !== null) undo.record(() => shard.replace(hash, by, order))
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
  orders = new Array<KnownOrder | undefined>(CAPACITY_MIN).fill(undefined)

  get isFull(): boolean {
    return (this.#count + 1) * 4 > this.#hashes.length * FULL_QUARTERS
  }

  /**
   * The next slot with this hash; -1 when there is no other.
   *
   * @param from - 0 at first, then one more than the slot before
   */
  find(hash: number, from: number): number {
    const mask = this.#hashes.length - 1
    for (let slot = from === 0 ? hash & mask : from & mask; ; slot = (slot + 1) & mask) {
      const found = this.#hashes[slot]
      if (found === EMPTY) return -1
      if (found === hash) return slot
    }
  }

  insert(hash: number, order: KnownOrder): void {
    const mask = this.#hashes.length - 1
    let slot = hash & mask
    while (this.#hashes[slot] !== EMPTY) slot = (slot + 1) & mask
    this.#hashes[slot] = hash
    this.orders[slot] = order
    this.#count += 1
  }

  remove(hash: number, order: KnownOrder): void {
    const mask = this.#hashes.length - 1
    let hole = this.#slotOf(hash, order)
    // What was pushed on by this one moves back, so that no search ends early.
    for (let slot = (hole + 1) & mask; this.#hashes[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = (this.#hashes[slot] ?? 0) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      this.orders[hole] = this.orders[slot]
      this.#hashes[hole] = this.#hashes[slot] ?? EMPTY
      hole = slot
    }
    this.orders[hole] = undefined
    this.#hashes[hole] = EMPTY
    this.#count -= 1
  }

  replace(hash: number, order: KnownOrder, by: KnownOrder): void {
    this.orders[this.#slotOf(hash, order)] = by
  }

  #slotOf(hash: number, order: KnownOrder): number {
    const mask = this.#hashes.length - 1
    let slot = hash & mask
    while (this.#hashes[slot] !== hash || this.orders[slot] !== order) {
      assert(this.#hashes[slot] !== EMPTY, 'an order that is known is found')
      slot = (slot + 1) & mask
    }
    return slot
  }

  /** Makes room: leaves out what is forgotten, and is at most half full afterwards. */
  rebuild(recent: RecentOrders | null): void {
    const [hashes, orders] = [this.#hashes, this.orders]
    const kept = new Uint32Array(this.#count)
    let count = 0
    for (let slot = 0; slot < orders.length; slot += 1) {
      const order = orders[slot]
      if (order === undefined || recent?.hasForgotten(order) === true) continue
      kept[count] = slot
      count += 1
    }
    let capacity = CAPACITY_MIN
    while (capacity < 2 * count) capacity *= 2
    this.#hashes = new Int32Array(capacity)
    this.orders = new Array<KnownOrder | undefined>(capacity).fill(undefined)
    this.#count = 0
    for (let place = 0; place < count; place += 1) {
      const slot = kept[place] ?? 0
      const order = orders[slot]
      if (order !== undefined) this.insert(hashes[slot] ?? 0, order)
    }
  }
}

/** 32 bits, all of them mixed: the high ones choose the shard, the low ones the slot. Never `EMPTY`. */
function hashOf(accountId: number, clientOrderId: string): number {
  let hash = (accountId | 0) ^ Math.floor(accountId / 4_294_967_296)
  for (let at = 0; at < clientOrderId.length; at += 1) {
    hash = Math.imul(hash ^ clientOrderId.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (hash >>> 16)
  return hash === EMPTY ? 1 : hash
}
