import type { AccountSettings, Input } from '../command/commands.ts'
import type { Boundary, Phase } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { openOrdersOf } from '../queries.ts'
import type { Account } from '../state/account.ts'
import type { Order } from '../state/order.ts'
import type { Random } from './random.fixture.ts'
import {
  anyAccount,
  anyInstrument,
  anyOrder,
  anyQuantity,
  newClientOrderId,
  positionQuantity,
  type Session,
} from './session.fixture.ts'

const DAY_MS = 86_400_000

/** A cancel of an open order, mostly by its owner. */
export function cancelInput(session: Session): Input | null {
  const { random } = session
  const account = anyAccount(session)
  const order: Readonly<Order> | null = anyOrder(session, random.chance(300) ? account : null)
  if (order === null) return null
  const accountId = random.chance(980) ? order.account.accountId : (account?.accountId ?? 1)
  return { kind: 'cancel_order', accountId, orderId: order.orderId }
}

/** A cancel or an amend of an order that ended long ago. */
export function cancelOldInput({ random, engine }: Session): Input | null {
  const { nextOrderId } = engine.state.counters
  return {
    kind: 'cancel_order',
    accountId: random.between(1, 9),
    orderId: random.below(nextOrderId + 3),
  }
}

export function cancelAllInput(session: Session): Input | null {
  const account = anyAccount(session)
  if (account === null) return null
  const instrumentId = session.random.chance(600) ? session.random.between(1, 4) : null
  return { kind: 'cancel_all', accountId: account.accountId, instrumentId }
}

/** An account that has a position, mostly. */
function anyHolder(session: Session): { account: Account; instrumentId: number } | null {
  const account = anyAccount(session)
  const instrument = anyInstrument(session)
  if (account === null || instrument === null) return null
  const held = [...account.positions.values()].filter(({ quantity }) => quantity !== 0)
  const position = session.random.pickOrNull(held)
  const instrumentId = position?.instrument.instrumentId ?? instrument.instrumentId
  return { account, instrumentId }
}

export function closeInput(session: Session): Input | null {
  const { random, engine } = session
  const holder = anyHolder(session)
  if (holder === null) return null
  const { instrumentId, account } = holder
  const instrument = engine.state.instruments.get(instrumentId)
  if (instrument === undefined) return null
  const size = Math.abs(positionQuantity(account, instrument))
  const part = random.chance(800) ? lots(random.between(1, size + 1)) : anyQuantity(session, instrument)
  return {
    kind: 'close_position',
    accountId: account.accountId,
    clientOrderId: newClientOrderId(session),
    instrumentId,
    quantity: random.chance(500) ? null : part,
  }
}

export function reverseInput(session: Session): Input | null {
  const holder = anyHolder(session)
  if (holder === null) return null
  const { instrumentId, account } = holder
  const clientOrderId = newClientOrderId(session)
  return { kind: 'reverse_position', accountId: account.accountId, clientOrderId, instrumentId }
}

export function closeAllInput(session: Session): Input | null {
  const account = anyAccount(session)
  if (account === null) return null
  return { kind: 'close_all', accountId: account.accountId, clientOrderId: newClientOrderId(session) }
}

export function phaseInput(session: Session): Input | null {
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  return { kind: 'set_phase', instrumentId: instrument.instrumentId, phase: anyPhase(session.random) }
}

function anyPhase(random: Random): Phase {
  return random.weighted([
    [40, 'continuous'],
    [20, 'halt'],
    [20, 'pre_open'],
    [20, 'closed'],
  ])
}

/** Boundaries in the next seconds and hours, some of them past, some of which end the day. */
export function scheduleInput(session: Session): Input | null {
  const { random, at } = session
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  const boundaries: Boundary[] = []
  let time = at - random.below(3) * 500
  // One that comes with the schedule itself.
  if (time === at && random.chance(200)) boundaries.push({ at, phase: anyPhase(random), endsDay: false })
  for (let count = random.below(5); count > 0; count -= 1) {
    time += random.between(1, random.pick([50, 3_000, 60_000, 14_400_000]))
    boundaries.push({ at: time, phase: anyPhase(random), endsDay: random.chance(400) })
  }
  return { kind: 'set_schedule', instrumentId: instrument.instrumentId, boundaries }
}

export function leverageInput(session: Session): Input | null {
  const account = anyAccount(session)
  const instrument = anyInstrument(session)
  if (account === null || instrument === null) return null
  const leverage = session.random.between(0, instrument.definition.leverageMax + 1)
  const { accountId } = account
  return { kind: 'set_leverage', accountId, instrumentId: instrument.instrumentId, leverage }
}

/** A deposit, or a withdrawal of a part of the cash or of more than there is. */
export function cashInput(session: Session): Input | null {
  const { random } = session
  const account = anyAccount(session)
  if (account === null) return null
  const { accountId, cash } = account
  const deposit = firstDepositOf(session, accountId)
  const isOut = random.chance(450) && cash > 0n
  const part = (isOut ? cash : deposit) * BigInt(random.between(1, isOut ? 1_050 : 300))
  const amount = part / 1_000n + 1n
  return { kind: 'move_cash', accountId, amount: isOut ? -amount : amount }
}

export function resetInput(session: Session): Input | null {
  const account = anyAccount(session)
  return account === null ? null : resetOf(session, account)
}

/** The balance with which the account began. */
export function resetOf(session: Session, { accountId }: Account): Input {
  return { kind: 'reset_account', accountId, balance: firstDepositOf(session, accountId) }
}

function firstDepositOf({ setup }: Session, accountId: number): bigint {
  return setup.accounts.find((one) => one.accountId === accountId)?.deposit ?? 10_000n * setup.unit
}

export function killInput({ random }: Session): Input | null {
  const scope = random.weighted([
    [60, 'account'],
    [30, 'owner'],
    [10, 'site'],
  ] as const)
  const id = scope === 'site' ? 0 : random.between(1, 9)
  return { kind: 'set_kill_switch', scope, id, isOn: random.chance(700) }
}

/** Other settings: mostly those the account began with, so that accounts keep their character. */
export function configureInput(session: Session): Input | null {
  const { random, setup } = session
  const account = anyAccount(session)
  if (account === null) return null
  const first = setup.accounts.find((one) => one.accountId === account.accountId)?.settings
  const settings: AccountSettings = {
    fillModel: random.chance(500) ? 'depth' : 'touch',
    latencyMs: random.pick([0, 0, 0, 5, 250]),
    dailyLossMax: random.chance(300) ? BigInt(random.between(500, 20_000)) * setup.unit : null,
    openOrdersMax: random.between(2, 20),
  }
  const isFirst = first !== undefined && random.chance(700)
  return { kind: 'configure_account', accountId: account.accountId, settings: isFirst ? first : settings }
}

/** An instrument with changed limits, rates and steps, or as it began, or with what may not change. */
export function listInput(session: Session): Input | null {
  const { random, setup } = session
  const instrument = random.pick(setup.instruments)
  const changed = random.weighted([
    [40, {}],
    [10, { bandPpm: random.between(0, 200_000) }],
    [10, { triggerBandPpm: random.between(0, 60_000) }],
    [10, { positionMax: lots(random.between(20, 500) * setup.scale.lots) }],
    [10, { marginTiers: [{ from: 0n, initialPpm: 250_000, maintenancePpm: 150_000 }] }],
    [10, { leverageMax: random.between(1, 60) }],
    [10, { triggerBy: random.pick(['last', 'bid_ask', 'mark'] as const) }],
    [10, { staleAfterMs: random.chance(300) ? null : random.between(1_000, 90_000) }],
    [10, { collarPpm: random.between(0, 90_000) }],
    [
      10,
      { fees: { makerPpm: random.between(-300, 300), takerPpm: random.between(0, 900), perLotMicros: 0 } },
    ],
    [6, { tickTable: [{ from: 1, step: random.between(1, 3) }] }],
    [
      6,
      {
        lotTable: [
          { from: 1, step: 1 },
          { from: 20, step: 5 },
        ],
      },
    ],
    [6, { currency: 'JPY' }],
    [3, { tickValue: { numerator: 3n, denominator: 2n } }],
    [6, { quantityMin: lots(0) }],
  ])
  return { kind: 'list_instrument', instrument: { ...instrument, ...changed } }
}

/** An account that is there already, mostly. */
export function openAccountInput({ random, setup }: Session): Input | null {
  const { ownerId, accountKind, currency, settings, ...account } = random.pick(setup.accounts)
  const accountId = random.chance(800) ? account.accountId : 10
  return { kind: 'open_account', accountId, ownerId, accountKind, currency, settings }
}

/**
 * Time that passes: mostly none or little, at times enough for orders to expire, prices to get stale, a
 * day to end.
 */
export function anyStep({ random }: Session): number {
  const most = random.weighted([
    [600, 0],
    [300, 30],
    [80, 900],
    [17, 15_000],
    [2, 3_600_000],
    [1, DAY_MS],
  ])
  return random.below(most + 1)
}

/** The account with the most open orders, for a session that has too many. */
export function cancelBusiest(session: Session): Input | null {
  const accounts = [...session.engine.state.accounts.values()]
  const busiest = accounts.toSorted((one, other) => other.openOrderIds.length - one.openOrderIds.length)[0]
  if (busiest === undefined) return null
  const order = session.random.pickOrNull([...openOrdersOf(session.engine.state, busiest)])
  return order === null
    ? null
    : { kind: 'cancel_order', accountId: busiest.accountId, orderId: order.orderId }
}
