import { assert } from '../assert.ts'
import type { Bracket, OrderType, StopLoss, Ticket, Trailing } from '../order/order-types.ts'
import { timeOf } from './exact.fixture.ts'
import { moneyOf, priceOf, quantityOf, type Listing, type Names } from './names.fixture.ts'
import type { Words } from './words.fixture.ts'

type Draft<T> = { -readonly [Field in keyof T]: T[Field] }

interface TicketLine {
  readonly words: Words
  readonly listing: Listing
  readonly draft: Draft<Ticket>
  /** The stop-loss leg, once the line has come to it: what follows is about it. */
  stopLoss: Draft<StopLoss> | null
  takeProfit: Bracket['takeProfit']
  isBracket: boolean
  type: OrderType | null
}

type Part = (line: TicketLine) => void

const price: (line: TicketLine) => Ticket['limitPrice'] = ({ words, listing }) =>
  priceOf(words.next(), listing)

const parts: Readonly<Record<string, Part>> = {
  at: (line) => {
    if (line.words.take('market')) line.type = 'market'
    else line.draft.limitPrice = price(line)
  },
  type: (line) => (line.type = line.words.takeOneOf(types)),
  limit: (line) => ((line.stopLoss ?? line.draft).limitPrice = price(line)),
  stop: (line) => (line.draft.stopPrice = price(line)),
  touch: (line) => {
    line.type = 'take_profit'
    line.draft.stopPrice = price(line)
  },
  trail: (line) => ((line.stopLoss ?? line.draft).trailing = trailingOf(line)),
  by: (line) => ((line.stopLoss ?? line.draft).triggerBy = triggerByOf(line)),
  expires: ({ words, draft }) => (draft.expiresAt = timeOf(words.next())),
  gtd: ({ words, draft }) => {
    draft.timeInForce = 'gtd'
    const at = words.first === null ? null : timeOf(words.first)
    if (at !== null) draft.expiresAt = timeOf(words.next())
  },
  day: ({ draft }) => (draft.timeInForce = 'day'),
  gtc: ({ draft }) => (draft.timeInForce = 'gtc'),
  ioc: ({ draft }) => (draft.timeInForce = 'ioc'),
  fok: ({ draft }) => (draft.timeInForce = 'fok'),
  'post-only': ({ words, draft }) => (draft.postOnly = words.take('reprice') ? 'reprice' : 'reject'),
  'reduce-only': ({ draft }) => (draft.reduceOnly = true),
  'cancel-newest': ({ draft }) => (draft.selfTradePrevention = 'cancel_newest'),
  'cancel-oldest': ({ draft }) => (draft.selfTradePrevention = 'cancel_oldest'),
  'cancel-both': ({ draft }) => (draft.selfTradePrevention = 'cancel_both'),
  decrement: ({ draft }) => (draft.selfTradePrevention = 'decrement'),
  id: ({ words, draft }) => (draft.clientOrderId = words.next()),
  bracket: (line) => (line.isBracket = true),
  take: (line) => {
    line.isBracket = true
    line.takeProfit = price(line)
  },
  loss: (line) => {
    line.isBracket = true
    line.stopLoss = { stopPrice: null, limitPrice: null, trailing: null, triggerBy: null }
    if (line.words.first !== 'trail' && line.words.first !== 'none') line.stopLoss.stopPrice = price(line)
    line.words.take('none')
  },
}

const types = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop', 'take_profit'] as const

function trailingOf({ words, listing }: TicketLine): Trailing {
  const offset = words.next()
  const isRate = offset.endsWith('ppm')
  const steps = isRate ? Number(offset.slice(0, -3)) : priceOf(offset, listing)
  const activationPrice = words.take('from') ? priceOf(words.next(), listing) : null
  return { unit: isRate ? 'ppm' : 'ticks', offset: steps, activationPrice }
}

function triggerByOf({ words }: TicketLine): NonNullable<Ticket['triggerBy']> {
  const by = words.takeOneOf(['last', 'bid_ask', 'mark'])
  assert(by !== null, 'an order triggers by last, bid_ask or mark')
  return by
}

function typeOf({ type, draft }: TicketLine): OrderType {
  if (type !== null) return type
  if (draft.trailing !== null) return 'trailing_stop'
  if (draft.stopPrice === null) return 'limit'
  return draft.limitPrice === null ? 'stop' : 'stop_limit'
}

function plainTicket(clientOrderId: string, side: Ticket['side'], { definition }: Listing): Draft<Ticket> {
  return {
    clientOrderId,
    instrumentId: definition.instrumentId,
    side,
    type: 'limit',
    quantity: null,
    notional: null,
    limitPrice: null,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_newest',
    bracket: null,
  }
}

/**
 * What follows the account's name: `buys 5 X at 100.10 gtc post-only take 110 loss 95`. Without an instrument
 * it is the first one; market orders are DAY and all others GTC if nothing else is said.
 */
export function ticketOf(words: Words, names: Names, clientOrderId: string): Ticket {
  const side = words.take('buys') ? 'buy' : 'sell'
  if (side === 'sell') assert(words.take('sells'), 'a ticket buys or sells')
  const amount = words.next()
  const money = amount === 'for' ? words.next() : null
  const listing = names.isListing(words.first) ? names.listing(words.next()) : names.firstListing
  const draft = plainTicket(clientOrderId, side, listing)
  if (money === null) draft.quantity = quantityOf(amount, listing)
  else draft.notional = moneyOf(money)
  const line: TicketLine = {
    words,
    listing,
    draft,
    stopLoss: null,
    takeProfit: null,
    isBracket: false,
    type: null,
  }
  const saysTime = readParts(line)
  draft.type = typeOf(line)
  if (draft.type === 'market' && !saysTime) draft.timeInForce = 'day'
  if (line.isBracket) draft.bracket = { takeProfit: line.takeProfit, stopLoss: line.stopLoss }
  return draft
}

/** Reads to the end of the ticket; says whether there was a time in force. */
function readParts(line: TicketLine): boolean {
  let saysTime = false
  for (let word = line.words.first; word !== null && word in parts; word = line.words.first) {
    line.words.next()
    parts[word]?.(line)
    if (['day', 'gtc', 'gtd', 'ioc', 'fok'].includes(word)) saysTime = true
  }
  return saysTime
}
