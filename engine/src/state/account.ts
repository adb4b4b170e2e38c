import type { AccountKind, AccountSettings } from '../command/commands.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { ListedInstrument } from './listed-instrument.ts'

/** The figures of a position, or of all positions of an account, minor units. */
export interface WatchedFigures {
  /** What it adds to equity. */
  readonly equity: bigint
  /** What it requires by itself, and with its open orders. */
  readonly initial: bigint
  readonly required: bigint
  /** By how much all that can be worse while marks stay within their bands. */
  readonly drift: bigint
}

/** A position when it was looked at, with the marks between which its figures say enough. */
export interface Watched extends WatchedFigures {
  readonly low: Ticks
  readonly high: Ticks
}

const nothingWatched: WatchedFigures = { equity: 0n, initial: 0n, required: 0n, drift: 0n }

/** What an account holds and has open in one instrument; D's record. */
export class Position {
  readonly account: Account
  readonly instrument: ListedInstrument
  /** Signed. */
  quantity = lots(0)
  cost = 0n
  realizedPnl = 0n
  openBuys = lots(0)
  openSells = lots(0)
  buyHold = 0n
  sellHold = 0n
  leverage: number | null = null
  /** Open orders that only reduce, waiting legs left out. Derived. */
  reduceOnlyCount = 0

  /** Whether it is among those that hold something. Derived. */
  isHeld = false
  /** As it was when it was looked at; `null` while nothing is held or nobody looks. Derived. */
  watched: Watched | null = null
  /** Whether it is among those that are to be looked at again. Derived. */
  isChanged = false

  constructor(account: Account, instrument: ListedInstrument) {
    this.account = account
    this.instrument = instrument
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
    return this.quantity < 0 ? lots(0 - this.quantity) : this.quantity
  }
}

/** Who trades; D's record. */
export class Account {
  readonly accountId: number
  readonly ownerId: number
  readonly kind: AccountKind
  readonly currency: string
  settings: AccountSettings
  cash = 0n
  /** Money held for open purchases; cash accounts only. */
  hold = 0n
  fees = 0n
  generation = 1
  isKilled = false
  isLossLocked = false
  lossBaseline: bigint | null = null
  isMarginCalled = false
  isLiquidating = false
  /** Ids of its open orders, rising. Derived. */
  readonly openOrderIds: number[] = []
  /** By instrument id. */
  readonly positions = new Map<number, Position>()
  /** Positions that are not flat, in no order. Derived. */
  readonly held: Position[] = []
  /**
   * The initial requirement of the open orders where the account is flat: marks do not change it.
   * Derived.
   */
  flatRequired = 0n
  /** The sums over the positions that are watched. Derived. */
  watched = nothingWatched

  constructor(
    identity: { accountId: number; ownerId: number; kind: AccountKind; currency: string },
    settings: AccountSettings,
  ) {
    this.accountId = identity.accountId
    this.ownerId = identity.ownerId
    this.kind = identity.kind
    this.currency = identity.currency
    this.settings = settings
  }
}
