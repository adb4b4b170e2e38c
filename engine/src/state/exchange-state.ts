import { assert } from '../assert.ts'
import { createAccountRows, createPositionRows, Position, type Account } from './account.ts'
import type { ListedInstrument } from './listed-instrument.ts'
import type { Group, Order } from './order.ts'
import { KnownOrders } from './known-orders.ts'
import { OrderIndex } from './order-index.ts'
import { RecentOrders } from './recent-orders.ts'
import { RowRecord } from './rows.ts'
import { Timers } from './timers.ts'
import type { UndoLog } from './undo-log.ts'

/** Balances of the system accounts in one currency, minor units. */
export interface SystemBalances {
  external: bigint
  fees: bigint
  insurance: bigint
}

/** Counters and single facts of D. */
export interface Counters {
  at: number
  nextOrderId: number
  nextGroupId: number
  nextPriority: number
  nextTimer: number
  dayTimerAt: number | null
  dayTimer: number
  isSiteKilled: boolean
}

/**
 * All the engine knows. Records are written by `evolve` alone, but for what is M (outside liquidity,
 * reference prices, live watermarks) and what the watch over marks derives from it.
 */
export class ExchangeState {
  readonly counters: Counters = {
    at: 0,
    nextOrderId: 1,
    nextGroupId: 1,
    nextPriority: 1,
    nextTimer: 1,
    dayTimerAt: null,
    dayTimer: 0,
    isSiteKilled: false,
  }
  readonly accountRows = createAccountRows()
  readonly #positionRows = createPositionRows()
  readonly killedOwners = new Set<number>()
  readonly instruments = new Map<number, ListedInstrument>()
  readonly accounts = new Map<number, Account>()
  readonly currencies = new Map<string, SystemBalances>()
  readonly orders = new OrderIndex()
  readonly known: KnownOrders
  readonly groups = new Map<number, Group>()
  readonly recent: RecentOrders
  /** Accounts that are being liquidated. Derived. */
  readonly liquidating = new Set<Account>()
  /** Accounts that the next look at risk must not leave out; `flag` adds to them. Derived. */
  readonly flagged = new Set<Account>()
  /** Positions that are not as they were when they were looked at. Derived. */
  changed: Position[] = []
  /** Whether marks may have moved since positions were looked at. */
  isRepriced = false
  /** Instruments in which an exit waits for liquidity. Derived. */
  readonly withExits = new Set<ListedInstrument>()
  readonly timers = new Timers()
  /** Where changes are recorded while they may be taken back; `null` otherwise. */
  undo: UndoLog | null = null

  /** @param recentOrdersMax - final orders whose client order ids are remembered */
  constructor(recentOrdersMax: number) {
    this.recent = new RecentOrders(recentOrdersMax)
    this.known = new KnownOrders(this.recent)
  }

  /** Remembers a record as it is, so that `undo` can bring it back; call it before writing to the record. */
  touch(record: object): void {
    if (this.undo !== null) rememberRecord(this.undo, record)
  }

  /** Records the inverse of a change to an index; call it with the change made. */
  onUndo(inverse: () => void): void {
    this.undo?.record(inverse)
  }

  /** The balances of a currency, made when it is first used. */
  systemOf(currency: string): SystemBalances {
    const found = this.currencies.get(currency)
    if (found !== undefined) return found
    const made: SystemBalances = { external: 0n, fees: 0n, insurance: 0n }
    this.currencies.set(currency, made)
    this.onUndo(() => this.currencies.delete(currency))
    return made
  }

  /** What the account has in an instrument, made when it is first used. */
  positionOf(account: Account, instrument: ListedInstrument): Position {
    return account.positions.get(instrument.instrumentId) ?? this.#openPosition(account, instrument)
  }

  #openPosition(account: Account, instrument: ListedInstrument): Position {
    const position = new Position(account, instrument, this.#positionRows)
    account.positions.set(instrument.instrumentId, position)
    if (this.undo !== null) this.undo.record(() => this.#dropPosition(position))
    return position
  }

  /** Forgets a position that was made in this command and that nothing has come of. */
  closePosition(position: Position): void {
    // Taking back the command takes it back as well.
    if (this.undo === null) this.#dropPosition(position)
  }

  #dropPosition(position: Position): void {
    position.account.positions.delete(position.instrument.instrumentId)
    this.#positionRows.release(position)
  }

  /** Has an account looked at by the next look at risk. */
  flag(account: Account): void {
    if (this.flagged.has(account)) return
    this.flagged.add(account)
    this.onUndo(() => this.flagged.delete(account))
  }

  /** The open orders of an account by id, as they are now. */
  openOrdersOf({ openOrderIds }: Account): Order[] {
    return openOrderIds.values().map((orderId) => this.orderOf(orderId))
  }

  orderOf(orderId: number): Order {
    const order = this.orders.get(orderId)
    assert(order !== undefined, 'an event names an open order')
    return order
  }

  accountOf(accountId: number): Account {
    const account = this.accounts.get(accountId)
    assert(account !== undefined, 'an event names an account')
    return account
  }

  instrumentOf(instrumentId: number): ListedInstrument {
    const instrument = this.instruments.get(instrumentId)
    assert(instrument !== undefined, 'an event names an instrument')
    return instrument
  }
}

function rememberRecord(undo: UndoLog, record: object): void {
  const copy = { ...record }
  const writeRow = record instanceof RowRecord ? record.keepRow() : null
  undo.record(() => {
    Object.assign(record, copy)
    writeRow?.()
  })
}
