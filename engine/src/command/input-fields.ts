import { accountKind, accountSettings, killScope } from '../schema/account-fields.ts'
import {
  clientOrderId,
  currency,
  natural,
  naturalOrNull,
  priceOrNull,
  quantityOrNull,
} from '../schema/common-fields.ts'
import type { Field } from '../schema/field.ts'
import { boundaries, instrument, phase } from '../schema/instrument-fields.ts'
import { MEASURE_MAX } from '../schema/limits.ts'
import { side, ticket, timeInForce } from '../schema/order-fields.ts'
import { bigint, boolean, constant, integer, integerOf, words } from '../schema/scalars.ts'
import { list, nullable, pair, struct } from '../schema/structures.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type {
  AmendOrder,
  CancelAll,
  CancelOrder,
  CloseAll,
  ClosePosition,
  ConfigureAccount,
  Input,
  ListInstrument,
  MoveCash,
  OpenAccount,
  OutsideBook,
  OutsideLevel,
  OutsideLevelChange,
  OutsideLevels,
  OutsideLost,
  OutsideOrder,
  OutsideTrade,
  ResetAccount,
  ReversePosition,
  SetKillSwitch,
  SetLeverage,
  SetPhase,
  SetSchedule,
  SubmitGroup,
  SubmitOrder,
  Tick,
} from './commands.ts'

/** Levels of one side of a venue's book, or changes of them, in one input: a whole book has some thousand. */
export const OUTSIDE_LEVELS_MAX = 100_000

const accountId = natural
const instrumentId = natural
const outsidePrice = integerOf(ticks, { min: 1, max: MEASURE_MAX })
const outsideQuantity = integerOf(lots, { min: 1, max: MEASURE_MAX })
const outsideSize = integerOf(lots, { min: 0, max: MEASURE_MAX })
const outsideLevels = list(
  struct<OutsideLevel>({ price: outsidePrice, size: outsideSize }),
  OUTSIDE_LEVELS_MAX,
)
const outsideChanges = list(
  struct<OutsideLevelChange>({ price: outsidePrice, size: outsideSize, side }),
  OUTSIDE_LEVELS_MAX,
)

type OfKind<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>

/**
 * What every input must look like before anything else is asked of it. Amounts of money may be of any size
 * here: a later rule refuses those with `amount_out_of_bounds`.
 */
export const inputFields: { readonly [Kind in Input['kind']]: Field<OfKind<Kind>> } = {
  list_instrument: struct<ListInstrument>({ kind: constant('list_instrument'), instrument }),
  set_schedule: struct<SetSchedule>({ kind: constant('set_schedule'), instrumentId, boundaries }),
  set_phase: struct<SetPhase>({ kind: constant('set_phase'), instrumentId, phase }),
  open_account: struct<OpenAccount>({
    kind: constant('open_account'),
    accountId,
    ownerId: natural,
    accountKind,
    currency,
    settings: accountSettings,
  }),
  configure_account: struct<ConfigureAccount>({
    kind: constant('configure_account'),
    accountId,
    settings: accountSettings,
  }),
  set_leverage: struct<SetLeverage>({
    kind: constant('set_leverage'),
    accountId,
    instrumentId,
    leverage: integer(),
  }),
  move_cash: struct<MoveCash>({ kind: constant('move_cash'), accountId, amount: bigint() }),
  reset_account: struct<ResetAccount>({ kind: constant('reset_account'), accountId, balance: bigint() }),
  set_kill_switch: struct<SetKillSwitch>({
    kind: constant('set_kill_switch'),
    scope: killScope,
    id: natural,
    isOn: boolean,
  }),
  submit_order: struct<SubmitOrder>({ kind: constant('submit_order'), accountId, ticket }),
  submit_group: struct<SubmitGroup>({
    kind: constant('submit_group'),
    accountId,
    group: words<SubmitGroup['group']>({ oco: 0, oto: 1 }),
    tickets: pair(ticket),
  }),
  amend_order: struct<AmendOrder>({
    kind: constant('amend_order'),
    accountId,
    orderId: natural,
    revision: naturalOrNull,
    quantity: quantityOrNull,
    limitPrice: priceOrNull,
    stopPrice: priceOrNull,
    trailingOffset: nullable(integer()),
    timeInForce: nullable(timeInForce),
    expiresAt: naturalOrNull,
  }),
  cancel_order: struct<CancelOrder>({ kind: constant('cancel_order'), accountId, orderId: natural }),
  cancel_all: struct<CancelAll>({ kind: constant('cancel_all'), accountId, instrumentId: naturalOrNull }),
  close_position: struct<ClosePosition>({
    kind: constant('close_position'),
    accountId,
    clientOrderId,
    instrumentId,
    quantity: quantityOrNull,
  }),
  reverse_position: struct<ReversePosition>({
    kind: constant('reverse_position'),
    accountId,
    clientOrderId,
    instrumentId,
  }),
  close_all: struct<CloseAll>({ kind: constant('close_all'), accountId, clientOrderId }),
  tick: struct<Tick>({ kind: constant('tick') }),
  outside_book: struct<OutsideBook>({
    kind: constant('outside_book'),
    instrumentId,
    bids: outsideLevels,
    asks: outsideLevels,
    last: nullable(outsidePrice),
  }),
  outside_levels: struct<OutsideLevels>({
    kind: constant('outside_levels'),
    instrumentId,
    changes: outsideChanges,
  }),
  outside_trade: struct<OutsideTrade>({
    kind: constant('outside_trade'),
    instrumentId,
    price: outsidePrice,
    quantity: outsideQuantity,
    aggressor: nullable(side),
    newSize: nullable(outsideSize),
  }),
  outside_order: struct<OutsideOrder>({
    kind: constant('outside_order'),
    instrumentId,
    side,
    quantity: outsideQuantity,
    limitPrice: nullable(outsidePrice),
  }),
  outside_lost: struct<OutsideLost>({ kind: constant('outside_lost'), instrumentId }),
}
