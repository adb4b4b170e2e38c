import { Hash } from '../numbers/hash.ts'
import type { Bracket, Ticket, Trailing } from './order-types.ts'

/** Tells two tickets under one client order id apart; `purpose` is the kind of the command they came with. */
export function ticketHashOf(purpose: string, ticket: Ticket): number {
  const hash = new Hash()
  hash.text(purpose).number(ticket.instrumentId).text(ticket.side).text(ticket.type)
  hash.text(ticket.timeInForce).text(ticket.postOnly).text(ticket.selfTradePrevention)
  hash.number(ticket.reduceOnly ? 1 : 0).text(ticket.triggerBy ?? '')
  number(hash, ticket.quantity)
  hash.text(ticket.notional === null ? '' : String(ticket.notional))
  number(hash, ticket.limitPrice)
  number(hash, ticket.stopPrice)
  number(hash, ticket.expiresAt)
  trailing(hash, ticket.trailing)
  bracket(hash, ticket.bracket)
  return hash.digest()
}

/** The same for commands that name a position instead of a ticket. */
export function commandHashOf(purpose: string, instrumentId: number | null, quantity: number | null): number {
  const hash = new Hash().text(purpose)
  number(hash, instrumentId)
  number(hash, quantity)
  return hash.digest()
}

function number(hash: Hash, value: number | null): void {
  hash.number(value === null ? 0 : 1).number(value ?? 0)
}

function trailing(hash: Hash, value: Trailing | null): void {
  hash.number(value === null ? 0 : 1)
  if (value === null) return
  hash.text(value.unit).number(value.offset)
  number(hash, value.activationPrice)
}

function bracket(hash: Hash, value: Bracket | null): void {
  hash.number(value === null ? 0 : 1)
  if (value === null) return
  number(hash, value.takeProfit)
  hash.number(value.stopLoss === null ? 0 : 1)
  if (value.stopLoss === null) return
  number(hash, value.stopLoss.stopPrice)
  number(hash, value.stopLoss.limitPrice)
  hash.text(value.stopLoss.triggerBy ?? '')
  trailing(hash, value.stopLoss.trailing)
}
