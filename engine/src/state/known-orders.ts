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
/** So many slots are looked at; who finds none that is free among them is crowded out. */
const PROBES_MAX = 128
/** Stands in a slot where nothing is. */
const EMPTY = 0

/**
 * Orders by account and client order id: hash tables with linear probing, many small ones, so that none
 * takes long when it is built anew. Orders that are forgotten are passed over, and left out then.
 *
 * Clients choose their ids, and the hash is no secret: whoever makes ids that meet in the same slots crowds
 * some out of the table, into a map. So no id costs more than a few probes, whatever it was made for.
 * Nothing here is seen outside: neither the hash nor the order of the slots is a part of D.
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
    for (let probe = shard.find(hash, 0); probe !== -1; probe = shard.find(hash, probe + 1)) {
      const order = shard.orderAt(hash, probe)
      const isMeant = order?.account === account && order.clientOrderId === clientOrderId
      if (isMeant && !this.#recent.hasForgotten(order)) return order
    }
    if (shard.crowded.size === 0) return undefined
    const isMeant = (order: KnownOrder) => order.account === account && !this.#recent.hasForgotten(order)
    return shard.crowded.get(clientOrderId)?.find(isMeant)
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
  /** Slots in use, those that were given up included, and orders that are crowded out. */
  #count = 0
  #hashes = new Int32Array(CAPACITY_MIN)
  #orders = new Array<KnownOrder | undefined>(CAPACITY_MIN).fill(undefined)
  /** Orders that found no slot, by their client order ids. */
  readonly crowded = new Map<string, KnownOrder[]>()

  get isFull(): boolean {
    return (this.#count + 1) * 4 > this.#hashes.length * FULL_QUARTERS
  }

  /**
   * The next probe that meets this hash; -1 when there is no other.
   *
   * @param from - 0 at first, then one more than the probe before
   */
  find(hash: number, from: number): number {
    const mask = this.#hashes.length - 1
    for (let probe = from; probe < PROBES_MAX; probe += 1) {
      const found = this.#hashes[(hash + probe) & mask]
      if (found === EMPTY) return -1
      if (found === hash) return probe
    }
    return -1
  }

  /** What is at a probe; `undefined` where it was taken out. */
  orderAt(hash: number, probe: number): KnownOrder | undefined {
    return this.#orders[(hash + probe) & (this.#hashes.length - 1)]
  }

  insert(hash: number, order: KnownOrder): void {
    this.#count += 1
    const mask = this.#hashes.length - 1
    for (let probe = 0; probe < PROBES_MAX; probe += 1) {
      const slot = (hash + probe) & mask
      if (this.#hashes[slot] !== EMPTY) continue
      this.#hashes[slot] = hash
      this.#orders[slot] = order
      return
    }
    const others = this.crowded.get(order.clientOrderId)
    if (others === undefined) this.crowded.set(order.clientOrderId, [order])
    else others.push(order)
  }

  /** Its slot is given up until the next rebuild, so that no search ends early. */
  remove(hash: number, order: KnownOrder): void {
    const slot = this.#slotOf(hash, order)
    if (slot !== -1) {
      this.#orders[slot] = undefined
      return
    }
    const others = this.#crowdedWith(order)
    this.#count -= 1
    if (others.length === 1) this.crowded.delete(order.clientOrderId)
    else others.splice(others.indexOf(order), 1)
  }

  replace(hash: number, order: KnownOrder, by: KnownOrder): void {
    const slot = this.#slotOf(hash, order)
    if (slot !== -1) {
      this.#orders[slot] = by
      return
    }
    const others = this.#crowdedWith(order)
    others[others.indexOf(order)] = by
  }

  #slotOf(hash: number, order: KnownOrder): number {
    const mask = this.#hashes.length - 1
    for (let probe = this.find(hash, 0); probe !== -1; probe = this.find(hash, probe + 1)) {
      const slot = (hash + probe) & mask
      if (this.#orders[slot] === order) return slot
    }
    return -1
  }

  #crowdedWith(order: KnownOrder): KnownOrder[] {
    const others = this.crowded.get(order.clientOrderId)
    assert(others?.includes(order) === true, 'an order that is known is found')
    return others
  }

  /** Makes room: leaves out what is forgotten, and is at most half full afterwards. */
  rebuild(recent: RecentOrders | null): void {
    const [hashes, orders, crowded] = [this.#hashes, this.#orders, [...this.crowded.values()].flat()]
    const kept = new Uint32Array(this.#count)
    let count = 0
    for (let slot = 0; slot < orders.length; slot += 1) {
      const order = orders[slot]
      if (order === undefined || recent?.hasForgotten(order) === true) continue
      kept[count] = slot
      count += 1
    }
    let capacity = CAPACITY_MIN
    while (capacity < 2 * (count + crowded.length)) capacity *= 2
    this.#hashes = new Int32Array(capacity)
    this.#orders = new Array<KnownOrder | undefined>(capacity).fill(undefined)
    this.crowded.clear()
    this.#count = 0
    for (let place = 0; place < count; place += 1) {
      const slot = kept[place] ?? 0
      const order = orders[slot]
      if (order !== undefined) this.insert(hashes[slot] ?? 0, order)
    }
    for (const order of crowded) {
      if (recent?.hasForgotten(order) === true) continue
      this.insert(hashOf(order.account.accountId, order.clientOrderId), order)
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
