import { Hash } from '../numbers/hash.ts'
import type { Bracket, Ticket, Trailing } from './order-types.ts'

/** The kind of a command that brings tickets or names a position. */
const purposes = {
  submit_order: 1,
  submit_group_oco: 2,
  submit_group_oto: 3,
  close_position: 4,
  reverse_position: 5,
  close_all: 6,
} as const

type Purpose = keyof typeof purposes

const sides: Numbered<Ticket['side']> = { buy: 0, sell: 1 }
const types: Numbered<Ticket['type']> = {
  market: 0,
  limit: 1,
  stop: 2,
  stop_limit: 3,
  trailing_stop: 4,
  take_profit: 5,
}
const timesInForce: Numbered<Ticket['timeInForce']> = { day: 0, gtc: 1, gtd: 2, ioc: 3, fok: 4 }
const postOnlys: Numbered<Ticket['postOnly']> = { no: 0, reject: 1, reprice: 2 }
const preventions: Numbered<Ticket['selfTradePrevention']> = {
  cancel_newest: 0,
  cancel_oldest: 1,
  cancel_both: 2,
  decrement: 3,
}
const triggers: Numbered<NonNullable<Ticket['triggerBy']>> = { last: 1, bid_ask: 2, mark: 3 }

type Numbered<Word extends string> = Readonly<Record<Word, number>>

/** The words of a ticket in one number: each has eight places. */
function wordsOf(ticket: Ticket): number {
  let words = sides[ticket.side] * 8 + types[ticket.type]
  words = words * 8 + timesInForce[ticket.timeInForce]
  words = words * 8 + postOnlys[ticket.postOnly]
  words = words * 8 + preventions[ticket.selfTradePrevention]
  words = words * 8 + (ticket.triggerBy === null ? 0 : triggers[ticket.triggerBy])
  words = words * 8 + (ticket.reduceOnly ? 4 : 0) + (ticket.notional === null ? 0 : 2)
  return words + (ticket.trailing === null ? 0 : 1) + (ticket.bracket === null ? 0 : 16_777_216)
}

/** Tells two tickets under one client order id apart; `purpose` is the kind of the command they came with. */
export function ticketHashOf(purpose: Purpose, ticket: Ticket): number {
  const hash = new Hash()
  hash.number(purposes[purpose]).number(wordsOf(ticket)).number(ticket.instrumentId)
  number(hash, ticket.quantity)
  if (ticket.notional !== null) hash.text(String(ticket.notional))
  number(hash, ticket.limitPrice)
  number(hash, ticket.stopPrice)
  number(hash, ticket.expiresAt)
  trailing(hash, ticket.trailing)
  bracket(hash, ticket.bracket)
  return hash.digest()
}

/** The same for commands that name a position instead of a ticket. */
export function commandHashOf(
  purpose: Purpose,
  instrumentId: number | null,
  quantity: number | null,
): number {
  const hash = new Hash().number(purposes[purpose])
  number(hash, instrumentId)
  number(hash, quantity)
  return hash.digest()
}

/** No number of a ticket is the one that stands for `null`. */
function number(hash: Hash, value: number | null): void {
  hash.number(value ?? Number.MIN_SAFE_INTEGER)
}

function trailing(hash: Hash, value: Trailing | null): void {
  if (value === null) return
  hash.text(value.unit).number(value.offset)
  number(hash, value.activationPrice)
}

function bracket(hash: Hash, value: Bracket | null): void {
  if (value === null) return
  number(hash, value.takeProfit)
  hash.number(value.stopLoss === null ? 0 : 1)
  if (value.stopLoss === null) return
  number(hash, value.stopLoss.stopPrice)
  number(hash, value.stopLoss.limitPrice)
  hash.text(value.stopLoss.triggerBy ?? '')
  trailing(hash, value.stopLoss.trailing)
}
