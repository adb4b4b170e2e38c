import type { AccountKind, AccountSettings, Input } from '../command/commands.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'

/** Noon of a Monday in UTC, at which every session begins. */
export const SESSION_START = 1_767_614_400_000

/** Final orders whose client order ids an engine remembers: few enough to be forgotten within a session. */
export const RECENT_ORDERS_MAX = 40

/**
 * Fees, steps that change with the price and the quantity, and a market that the users make among
 * themselves.
 */
const ownShares: Instrument = {
  instrumentId: 1,
  symbol: 'OWN',
  currency: 'USD',
  tickTable: [
    { from: 1, step: 1 },
    { from: 1_000, step: 5 },
  ],
  lotTable: [
    { from: 1, step: 1 },
    { from: 50, step: 10 },
  ],
  quantityMin: lots(2),
  quantityMax: lots(400),
  priceMax: ticks(5_000),
  positionMax: lots(300),
  orderValueMax: 250_000n,
  tickValue: { numerator: 1n, denominator: 1n },
  settlement: 'delivery',
  tape: 'internal',
  triggerBy: 'last',
  bandPpm: 100_000,
  triggerBandPpm: 20_000,
  collarPpm: 50_000,
  fees: { makerPpm: -150, takerPpm: 700, perLotMicros: 1_300_000 },
  marginTiers: [{ from: 0n, initialPpm: 200_000, maintenancePpm: 100_000 }],
  leverageMax: 5,
  staleAfterMs: null,
}

/** A venue's book and prints, which get stale. */
const venueShares: Instrument = {
  ...ownShares,
  instrumentId: 2,
  symbol: 'VENUE',
  tickTable: [{ from: 0, step: 1 }],
  lotTable: [{ from: 1, step: 1 }],
  quantityMin: lots(1),
  tickValue: { numerator: 5n, denominator: 2n },
  tape: 'venue',
  triggerBy: 'bid_ask',
  triggerBandPpm: 15_000,
  fees: { makerPpm: 100, takerPpm: 450, perLotMicros: 0 },
  marginTiers: [
    { from: 0n, initialPpm: 100_000, maintenancePpm: 60_000 },
    { from: 30_000n, initialPpm: 300_000, maintenancePpm: 200_000 },
  ],
  leverageMax: 10,
  staleAfterMs: 20_000,
}

/** A contract that settles its profit and loss, at high leverage. */
const contract: Instrument = {
  ...ownShares,
  instrumentId: 3,
  symbol: 'CONTRACT',
  tickTable: [{ from: 1, step: 1 }],
  lotTable: [{ from: 1, step: 1 }],
  quantityMin: lots(1),
  orderValueMax: 400_000n,
  tickValue: { numerator: 7n, denominator: 3n },
  settlement: 'pnl',
  triggerBy: 'mark',
  triggerBandPpm: 30_000,
  fees: { makerPpm: 200, takerPpm: 500, perLotMicros: 0 },
  marginTiers: [
    { from: 0n, initialPpm: 20_000, maintenancePpm: 10_000 },
    { from: 50_000n, initialPpm: 50_000, maintenancePpm: 25_000 },
    { from: 200_000n, initialPpm: 120_000, maintenancePpm: 80_000 },
  ],
  leverageMax: 50,
}

/** Another currency, which most accounts cannot trade. */
const euroShares: Instrument = {
  ...ownShares,
  instrumentId: 4,
  symbol: 'EURO',
  currency: 'EUR',
  tickTable: [{ from: 1, step: 1 }],
  lotTable: [{ from: 1, step: 1 }],
  quantityMin: lots(1),
  fees: { makerPpm: 0, takerPpm: 0, perLotMicros: 0 },
}

/** What a session trades. */
export const sessionInstruments: readonly Instrument[] = [ownShares, venueShares, contract, euroShares]

/** Around which price each of them starts, in ticks. */
export const startPrices: ReadonlyMap<number, number> = new Map([
  [1, 995],
  [2, 400],
  [3, 1_500],
  [4, 100],
])

/** An account of a session. */
export interface SessionAccount {
  readonly accountId: number
  readonly ownerId: number
  readonly accountKind: AccountKind
  readonly currency: string
  readonly settings: AccountSettings
  /** Minor units. */
  readonly deposit: bigint
}

const plain: AccountSettings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 18 }

const rich: SessionAccount = {
  accountId: 1,
  ownerId: 1,
  accountKind: 'cash',
  currency: 'USD',
  settings: plain,
  deposit: 600_000n,
}

/**
 * Who trades in a session: every kind of account and setting, two of one owner, and a poor one at high
 * leverage.
 */
const sessionAccounts: readonly SessionAccount[] = [
  rich,
  { ...rich, accountId: 2, ownerId: 2, settings: { ...plain, fillModel: 'touch' }, deposit: 40_000n },
  { ...rich, accountId: 3, ownerId: 3, accountKind: 'margin', deposit: 60_000n },
  {
    ...rich,
    accountId: 4,
    ownerId: 4,
    accountKind: 'margin',
    settings: { ...plain, fillModel: 'touch' },
    deposit: 30_000n,
  },
  {
    ...rich,
    accountId: 5,
    ownerId: 5,
    accountKind: 'margin',
    settings: { ...plain, latencyMs: 40 },
    deposit: 70_000n,
  },
  {
    ...rich,
    accountId: 6,
    ownerId: 6,
    accountKind: 'margin',
    settings: { ...plain, dailyLossMax: 4_000n },
    deposit: 50_000n,
  },
  { ...rich, accountId: 7, ownerId: 6, settings: { ...plain, openOrdersMax: 5 }, deposit: 25_000n },
  { ...rich, accountId: 8, ownerId: 8, accountKind: 'margin', deposit: 4_000n },
  { ...rich, accountId: 9, ownerId: 9, accountKind: 'margin', currency: 'EUR', deposit: 50_000n },
]

/** How large the numbers of a session are, as multiples of those above. */
export interface SessionScale {
  readonly money: bigint
  /** A power of ten, so that scaled quantities stay on their steps. */
  readonly lots: number
}

/** What a session trades, who trades, and how large its numbers are. */
export interface SessionSetup {
  readonly scale: SessionScale
  /** Minor units that are what one is in a plain session. */
  readonly unit: bigint
  readonly instruments: readonly Instrument[]
  readonly accounts: readonly SessionAccount[]
}

/** Numbers as large as those of small investors. */
export const plainScale: SessionScale = { money: 1n, lots: 1 }

/**
 * Scales at which the cash of some accounts is below 2^53 or 2^63 and that of others above, by large amounts
 * or by large quantities; and one at which everything is far above.
 */
export const wideScales: readonly SessionScale[] = [
  { money: 170_000_000_003n, lots: 1 },
  { money: 150_000_000_000_017n, lots: 1 },
  { money: 1n, lots: 100_000_000_000 },
  { money: 3_001n, lots: 100_000_000_000 },
  { money: 100_000_000_000_000_039n, lots: 1 },
]

/** What a session of a scale begins with: the same decisions as in a plain one, over larger numbers. */
export function setupOf(scale: SessionScale): SessionSetup {
  const unit = scale.money * BigInt(scale.lots)
  return {
    scale,
    unit,
    instruments: sessionInstruments.map((instrument) => scaledInstrument(instrument, scale)),
    accounts: sessionAccounts.map((account) => scaledAccount(account, unit)),
  }
}

function scaledInstrument(instrument: Instrument, { money, lots: factor }: SessionScale): Instrument {
  const { quantityMax, positionMax, orderValueMax, tickValue, marginTiers } = instrument
  const unit = money * BigInt(factor)
  return {
    ...instrument,
    quantityMax: lots(quantityMax * factor),
    positionMax: lots(positionMax * factor),
    orderValueMax: orderValueMax * unit,
    tickValue: { ...tickValue, numerator: tickValue.numerator * money },
    marginTiers: marginTiers.map((tier) => ({ ...tier, from: tier.from * unit })),
  }
}

function scaledAccount({ settings, deposit, ...account }: SessionAccount, unit: bigint): SessionAccount {
  const { dailyLossMax } = settings
  return {
    ...account,
    settings: { ...settings, dailyLossMax: dailyLossMax === null ? null : dailyLossMax * unit },
    deposit: deposit * unit,
  }
}

/** The inputs that every session begins with. */
export function setupInputs({ instruments, accounts } = setupOf(plainScale)): Input[] {
  const inputs: Input[] = []
  for (const instrument of instruments) {
    inputs.push({ kind: 'list_instrument', instrument })
    inputs.push({ kind: 'set_phase', instrumentId: instrument.instrumentId, phase: 'continuous' })
  }
  for (const { deposit, ...account } of accounts) {
    inputs.push({ kind: 'open_account', ...account })
    inputs.push({ kind: 'move_cash', accountId: account.accountId, amount: deposit })
  }
  inputs.push({ kind: 'set_leverage', accountId: 8, instrumentId: 3, leverage: 50 })
  return inputs
}
