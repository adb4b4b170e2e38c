import type { Lots } from '../numbers/lots.ts'
import { lots } from '../numbers/lots.ts'
import { acceptOrder } from '../order/accept-order.ts'
import { marketAgainst } from '../order/market-ticket.ts'
import type { Ticket } from '../order/order-types.ts'
import { commandHashOf } from '../order/ticket-hash.ts'
import type { Account, Position } from '../state/account.ts'
import type { Turn } from '../turn.ts'
import type { CloseAll, ClosePosition, ReversePosition } from './commands.ts'
import type { Denial } from './denials.ts'
import { deny } from './deny.ts'
import { checkClose, checkFit } from './submit-rules.ts'
import { denied, unknownAccount, unknownInstrument, type Answer } from './answer.ts'
import { knownAs, submitTicket } from './submit.ts'

/** Closes a position or a part of it at market. */
export function closePosition(turn: Turn, command: ClosePosition): Answer {
  const { accountId, clientOrderId, instrumentId, quantity } = command
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const ticketHash = commandHashOf('close_position', instrumentId, quantity)
  const known = knownAs(turn, account, { clientOrderId, ticketHash })
  if (known !== null) return known
  const instrument = turn.state.instruments.get(instrumentId)
  if (instrument === undefined) {
    return unknownInstrument(instrumentId)
  }
  const misfit = checkFit(account, instrument)
  if (misfit !== null) return denied(misfit)
  const position = account.positions.get(instrumentId)
  const size = position?.size ?? 0
  if (position === undefined || size === 0 || (quantity !== null && quantity > size)) {
    return denied(deny('nothing_to_close', { field: 'quantity', limit: size, value: quantity ?? 0 }))
  }
  return close(turn, account, { position, quantity, clientOrderId, ticketHash })
}

interface Closing {
  readonly position: Position
  readonly quantity: Lots | null
  readonly clientOrderId: string
  readonly ticketHash: number
}

function close(turn: Turn, account: Account, closing: Closing): Answer {
  const { position, ticketHash } = closing
  const { instrument } = position
  const quantity = closing.quantity ?? position.size
  const ticket: Ticket = {
    ...marketAgainst(position, quantity),
    clientOrderId: closing.clientOrderId,
    reduceOnly: true,
  }
  const denial = checkClose(
    {
      state: turn.state,
      at: turn.at,
      account,
      instrument,
      position,
      ticket,
      role: 'close',
      quantity,
      beside: null,
      own: null,
    },
    closing.quantity !== null,
  )
  if (denial !== null) return denied(denial)
  const base = { account, instrument, ticket, quantity, ticketHash, group: null, partner: null }
  const order = acceptOrder(turn, { ...base, role: 'close' })
  return { kind: 'accepted', orderId: order.orderId }
}

/** Turns a position into its opposite at market. */
export function reversePosition(turn: Turn, command: ReversePosition): Answer {
  const { accountId, clientOrderId, instrumentId } = command
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const ticketHash = commandHashOf('reverse_position', instrumentId, null)
  const known = knownAs(turn, account, { clientOrderId, ticketHash })
  if (known !== null) return known
  const instrument = turn.state.instruments.get(instrumentId)
  if (instrument === undefined) {
    return unknownInstrument(instrumentId)
  }
  const misfit = checkFit(account, instrument)
  if (misfit !== null) return denied(misfit)
  const position = account.positions.get(instrumentId)
  if (position === undefined || position.quantity === 0) return denied(deny('nothing_to_close', { limit: 0 }))
  const ticket = { ...marketAgainst(position, lots(2 * position.size)), clientOrderId }
  return submitTicket(turn, account, { ticket, ticketHash, role: 'single' })
}

/** Closes every position that the market lets go. */
export function closeAll(turn: Turn, { accountId, clientOrderId }: CloseAll): Answer {
  const account = turn.state.accounts.get(accountId)
  if (account === undefined) return unknownAccount(accountId)
  const ticketHash = commandHashOf('close_all', null, null)
  const known = knownAs(turn, account, { clientOrderId, ticketHash })
  if (known !== null) return known
  const positions = [...account.positions.values()]
    .filter(({ quantity }) => quantity !== 0)
    .sort((one, other) => one.instrument.instrumentId - other.instrument.instrumentId)
  let first: number | null = null
  let refusal: Denial | null = null
  for (const position of positions) {
    if (position.quantity === 0) continue
    const isFirst = first === null
    const answer = close(turn, account, {
      position,
      quantity: null,
      clientOrderId: isFirst ? clientOrderId : '',
      ticketHash: isFirst ? ticketHash : 0,
    })
    if (answer.kind === 'denied') refusal ??= answer.denial
    else first ??= answer.orderId
  }
  if (first !== null) return { kind: 'accepted', orderId: first }
  return denied(refusal ?? deny('nothing_to_close', { limit: 0 }))
}
