import type { AccountKind, AccountSettings } from '../command/commands.ts'
import { numberOf } from '../numbers/bigints.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { ListedInstrument } from './listed-instrument.ts'
import { OpenOrderIds } from './open-order-ids.ts'
import { RowRecord, Rows } from './rows.ts'

/** Places of a position's numbers in its row. */
const positionField = {
  quantity: 0,
  openBuys: 1,
  openSells: 2,
  buyHold: 3,
  sellHold: 4,
  cost: 5,
  realizedPnl: 6,
  flags: 7,
} as const
const POSITION_WIDTH = 8

/** Bits of a position's flags. */
const [HELD, CHANGED] = [1, 2]

/** Where positions have their numbers. */
export function createPositionRows(): Rows {
  return new Rows(POSITION_WIDTH)
}

/** Figures of a position, or their sums over an account, minor units: safe integers, or NaN. */
export interface WatchedFigures {
  /** What it adds to equity. */
  watchedEquity: number
  /** What it requires by itself, and with its open orders. */
  watchedInitial: number
  watchedRequired: number
  /** By how much all that can be worse while marks stay within their bands. */
  watchedDrift: number
}

/** A position as it was when it was looked at, and the marks between which that says enough. */
export interface Watched extends WatchedFigures {
  low: Ticks
  high: Ticks
}

/** What an account holds and has open in one instrument; D's record. */
export class Position extends RowRecord {
  readonly account: Account
  readonly instrument: ListedInstrument
  /** What the account chose; `null`: as much as the instrument allows. */
  leverage: number | null = null
  /**
   * The most lots that its open reduce-only orders of a side stand for, those that wait for a parent
   * included. Derived.
   */
  closingBuys = 0
  closingSells = 0
  /**
   * Its figures are among the sums of its account. `null` before it is looked at, and once a flat one has
   * been met by a mark. Derived.
   */
  watched: Watched | null = null

  constructor(account: Account, instrument: ListedInstrument, rows: Rows) {
    super(rows)
    this.account = account
    this.instrument = instrument
  }

  override get width(): number {
    return POSITION_WIDTH
  }

  /** Signed. */
  get quantity(): Lots {
    return lots(this.number(positionField.quantity))
  }

  set quantity(value: Lots) {
    this.setNumber(positionField.quantity, value)
  }

  get openBuys(): Lots {
    return lots(this.number(positionField.openBuys))
  }

  set openBuys(value: Lots) {
    this.setNumber(positionField.openBuys, value)
  }

  get openSells(): Lots {
    return lots(this.number(positionField.openSells))
  }

  set openSells(value: Lots) {
    this.setNumber(positionField.openSells, value)
  }

  get buyHold(): bigint {
    return this.amount(positionField.buyHold)
  }

  set buyHold(value: bigint) {
    this.setAmount(positionField.buyHold, value)
  }

  get sellHold(): bigint {
    return this.amount(positionField.sellHold)
  }

  set sellHold(value: bigint) {
    this.setAmount(positionField.sellHold, value)
  }

  get cost(): bigint {
    return this.amount(positionField.cost)
  }

  set cost(value: bigint) {
    this.setAmount(positionField.cost, value)
  }

  get realizedPnl(): bigint {
    return this.amount(positionField.realizedPnl)
  }

  set realizedPnl(value: bigint) {
    this.setAmount(positionField.realizedPnl, value)
  }

  /** Whether it is among those that hold something. Derived. */
  get isHeld(): boolean {
    return (this.number(positionField.flags) & HELD) !== 0
  }

  set isHeld(value: boolean) {
    this.#setFlag(HELD, value)
  }

  /** Whether it is among those that are to be looked at again. Derived. */
  get isChanged(): boolean {
    return (this.number(positionField.flags) & CHANGED) !== 0
  }

  set isChanged(value: boolean) {
    this.#setFlag(CHANGED, value)
  }

  /** Whether it says nothing, so that it need not be kept. */
  get isIdle(): boolean {
    return (
      this.quantity === 0 &&
      this.openBuys === 0 &&
      this.openSells === 0 &&
      this.realizedPnl === 0n &&
      this.leverage === null
    )
  }

  /** Lots without their sign. */
  get size(): Lots {
    return lots(Math.abs(this.number(positionField.quantity)))
  }

  #setFlag(flag: number, isOn: boolean): void {
    const flags = this.number(positionField.flags)
    this.setNumber(positionField.flags, isOn ? flags | flag : flags & ~flag)
  }
}

/** Places of an account's numbers in its row. */
const accountField = {
  cash: 0,
  hold: 1,
  fees: 2,
  flatRequired: 3,
  watchedEquity: 4,
  watchedInitial: 5,
  watchedRequired: 6,
  watchedDrift: 7,
} as const
const ACCOUNT_WIDTH = 8

/** Where accounts have their numbers. */
export function createAccountRows(): Rows {
  return new Rows(ACCOUNT_WIDTH)
}

/** Who trades; D's record. The figures are the sums over the positions that are watched. Derived. */
export class Account extends RowRecord implements WatchedFigures {
  readonly accountId: number
  readonly ownerId: number
  readonly kind: AccountKind
  readonly currency: string
  settings: AccountSettings
  generation = 1
  isKilled = false
  isLossLocked = false
  lossBaseline: bigint | null = null
  isMarginCalled = false
  isLiquidating = false
  /** Derived. */
  readonly openOrderIds = new OpenOrderIds()
  /** By instrument id. */
  readonly positions = new Map<number, Position>()
  /** Positions that are not flat, in no order. Derived. */
  readonly held: Position[] = []

  constructor(
    identity: { accountId: number; ownerId: number; kind: AccountKind; currency: string },
    settings: AccountSettings,
    rows: Rows,
  ) {
    super(rows)
    this.accountId = identity.accountId
    this.ownerId = identity.ownerId
    this.kind = identity.kind
    this.currency = identity.currency
    this.settings = settings
  }

  override get width(): number {
    return ACCOUNT_WIDTH
  }

  get cash(): bigint {
    return this.amount(accountField.cash)
  }

  set cash(value: bigint) {
    this.setAmount(accountField.cash, value)
  }

  /** Money held for open purchases; cash accounts only. */
  get hold(): bigint {
    return this.amount(accountField.hold)
  }

  set hold(value: bigint) {
    this.setAmount(accountField.hold, value)
  }

  get fees(): bigint {
    return this.amount(accountField.fees)
  }

  set fees(value: bigint) {
    this.setAmount(accountField.fees, value)
  }

  /**
   * The initial requirement of the open orders where the account is flat: marks do not change it.
   * Derived.
   */
  get flatRequired(): bigint {
    return this.amount(accountField.flatRequired)
  }

  set flatRequired(value: bigint) {
    this.setAmount(accountField.flatRequired, value)
  }

  get watchedEquity(): number {
    return this.number(accountField.watchedEquity)
  }

  set watchedEquity(value: number) {
    this.setNumber(accountField.watchedEquity, value)
  }

  get watchedInitial(): number {
    return this.number(accountField.watchedInitial)
  }

  set watchedInitial(value: number) {
    this.setNumber(accountField.watchedInitial, value)
  }

  get watchedRequired(): number {
    return this.number(accountField.watchedRequired)
  }

  set watchedRequired(value: number) {
    this.setNumber(accountField.watchedRequired, value)
  }

  get watchedDrift(): number {
    return this.number(accountField.watchedDrift)
  }

  set watchedDrift(value: number) {
    this.setNumber(accountField.watchedDrift, value)
  }

  /** The least that equity can be: cash and the figures, as bad as they can be; NaN when that is unknown. */
  get leastEquity(): number {
    return exactSum(numberOf(this.cash), exactSum(this.watchedEquity, -this.watchedDrift))
  }

  /** The least that equity can be above the initial requirement of the positions. */
  get leastSurplus(): number {
    return exactSum(this.leastEquity, -this.watchedInitial)
  }

  /** The least that is left of equity beside what positions and open orders require. */
  get leastFree(): number {
    return exactSum(exactSum(this.leastEquity, -this.watchedRequired), -numberOf(this.flatRequired))
  }
}

/** The sum of two safe integers; NaN when it is none, or one of them is NaN. */
export function exactSum(one: number, other: number): number {
  const sum = one + other
  return Number.isSafeInteger(sum) ? sum : Number.NaN
}
