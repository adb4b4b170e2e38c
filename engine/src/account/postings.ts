import type { CashMoved, EngineEvent, Fill, PositionReset, Traded } from '../event/events.ts'
import { lots, type Lots } from '../numbers/lots.ts'

/** Whose balance a posting changes: a user's, that of an instrument's house, or one of the platform's own. */
export type LedgerAccount =
  /** An account, whoever owns it. */
  | { readonly kind: 'user'; readonly accountId: number }
  /** The counterpart of trades with the outside world, per instrument. */
  | { readonly kind: 'house'; readonly instrumentId: number }
  /** Takes the fees of all trades, and pays the rebates. */
  | { readonly kind: 'fees' }
  /** The world that deposits come from and withdrawals go to. */
  | { readonly kind: 'external' }
  /** Bears what accounts cannot pay. */
  | { readonly kind: 'insurance' }

/** One leg of a movement of money. The legs of an event sum to zero per currency; none of them is zero. */
export interface MoneyPosting {
  readonly kind: 'money'
  readonly account: LedgerAccount
  /** FIX 15. */
  readonly currency: string
  /** Minor units, positive into the account. */
  readonly amount: bigint
  /** What it is for: a trade's notional or profit and loss, its fee, or money from elsewhere. */
  readonly purpose: 'settlement' | 'fee' | 'transfer'
}

/** One leg of a change of positions. The legs of an event sum to zero per instrument; none is zero. */
export interface UnitPosting {
  readonly kind: 'units'
  readonly account: LedgerAccount
  readonly instrumentId: number
  /** Signed lots, positive into the account. */
  readonly quantity: Lots
}

/** One leg of an event's double entry. */
export type Posting = MoneyPosting | UnitPosting

/** What an event does not say itself: currencies (FIX 15), by the ids that it names. */
export interface Currencies {
  ofAccount(accountId: number): string
  ofInstrument(instrumentId: number): string
}

/**
 * The double entry of an event, users first, the maker before the taker: trades, movements of cash and resets
 * have postings, all other events none. A reservation is a hold inside cash and has none either.
 */
export function postingsOf(event: EngineEvent, currencies: Currencies): readonly Posting[] {
  switch (event.kind) {
    case 'traded':
      return postingsOfTrade(event, currencies.ofInstrument(event.instrumentId))
    case 'cash_moved':
      return postingsOfCash(event, currencies.ofAccount(event.accountId))
    case 'position_reset':
      return postingsOfReset(event, currencies.ofInstrument(event.instrumentId))
    default:
      return []
  }
}

function postingsOfTrade(trade: Traded, currency: string): readonly Posting[] {
  const { instrumentId } = trade
  const postings: Posting[] = []
  let [cash, units, fees] = [0n, 0, 0n]
  for (const fill of [trade.maker, trade.taker]) {
    if (fill === null) continue
    const quantity = signedQuantityOf(fill, trade.quantity)
    const account = { kind: 'user', accountId: fill.accountId } as const
    addMoney(postings, { account, currency, amount: fill.cashDelta, purpose: 'settlement' })
    addMoney(postings, { account, currency, amount: -fill.fee, purpose: 'fee' })
    addUnits(postings, { account, instrumentId, quantity })
    cash += fill.cashDelta
    units += quantity
    fees += fill.fee
  }
  const house = { kind: 'house', instrumentId } as const
  addMoney(postings, { account: house, currency, amount: -cash, purpose: 'settlement' })
  addMoney(postings, { account: { kind: 'fees' }, currency, amount: fees, purpose: 'fee' })
  addUnits(postings, { account: house, instrumentId, quantity: -units })
  return postings
}

function signedQuantityOf(fill: Fill, quantity: number): number {
  return fill.side === 'buy' ? quantity : -quantity
}

function postingsOfCash(moved: CashMoved, currency: string): readonly Posting[] {
  const postings: Posting[] = []
  const { accountId, amount, counterpart } = moved
  addMoney(postings, { account: { kind: 'user', accountId }, currency, amount, purpose: 'transfer' })
  addMoney(postings, { account: { kind: counterpart }, currency, amount: -amount, purpose: 'transfer' })
  return postings
}

/** The account gives its units to the house, which pays for them (or is paid, for a short one). */
function postingsOfReset(reset: PositionReset, currency: string): readonly Posting[] {
  const { accountId, instrumentId, cashDelta } = reset
  const quantity: number = reset.quantity
  const postings: Posting[] = []
  const user = { kind: 'user', accountId } as const
  const house = { kind: 'house', instrumentId } as const
  addMoney(postings, { account: user, currency, amount: cashDelta, purpose: 'settlement' })
  addUnits(postings, { account: user, instrumentId, quantity: -quantity })
  addMoney(postings, { account: house, currency, amount: -cashDelta, purpose: 'settlement' })
  addUnits(postings, { account: house, instrumentId, quantity })
  return postings
}

function addMoney(postings: Posting[], leg: Omit<MoneyPosting, 'kind'>): void {
  if (leg.amount !== 0n) postings.push({ kind: 'money', ...leg })
}

function addUnits(
  postings: Posting[],
  leg: Omit<UnitPosting, 'kind' | 'quantity'> & { quantity: number },
): void {
  if (leg.quantity !== 0) postings.push({ kind: 'units', ...leg, quantity: lots(leg.quantity) })
}
