import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { integer, integerOf, text } from './scalars.ts'
import { nullable } from './structures.ts'

/** Ids, times and counts: 0 to 2^53-1. */
export const natural = integer({ min: 0 })
export const naturalOrNull = nullable(natural)
/** A price of any sign; the instrument says which are allowed. */
export const price = integerOf(ticks)
export const priceOrNull = nullable(price)
/** Lots of any sign. */
export const quantity = integerOf(lots)
export const quantityOrNull = nullable(quantity)

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const digits = '0123456789'

/** Characters of a client order id (FIX 11 ClOrdID). */
export const CLIENT_ORDER_ID_ALPHABET = `${upper}${upper.toLowerCase()}${digits}_-`
export const CLIENT_ORDER_ID_UNITS_MAX = 64

const clientOrderIdLimits = { unitsMax: CLIENT_ORDER_ID_UNITS_MAX, alphabet: CLIENT_ORDER_ID_ALPHABET }

/** As a client sends it. */
export const clientOrderId = text({ unitsMin: 1, ...clientOrderIdLimits })
/** As an order has it: empty where the engine made the order. */
export const clientOrderIdOrEmpty = text(clientOrderIdLimits)

/** Characters of a currency (FIX 15 Currency, and the longer names of coins). */
export const CURRENCY_ALPHABET = upper + digits
export const CURRENCY_UNITS_MAX = 12
export const currency = text({ unitsMin: 1, unitsMax: CURRENCY_UNITS_MAX, alphabet: CURRENCY_ALPHABET })
