import { assert } from '../assert.ts'
import { lots } from '../numbers/lots.ts'
import type { AccountImage, OrderImage, PositionImage, StateImage } from '../state/state-image.ts'
import type { Side } from '../order/order-types.ts'
import { decimalText, meansSame } from './exact.fixture.ts'
import { moneyText, priceText, quantityText, type Listing, type Names } from './names.fixture.ts'

/** What tables are filled from. */
export interface Seen {
  readonly image: StateImage
  readonly names: Names
  /** Final statuses of orders that are no longer in the image. */
  readonly finalStatuses: ReadonlyMap<number, string>
  /** The venue's lots that can still be had at a side's prices, best first. */
  readonly outsideOf: (
    instrumentId: number,
    side: Side,
  ) => readonly { readonly price: number; readonly size: number }[]
}

type Column<Row> = (row: Row) => string

const accountColumns: Readonly<Record<string, Column<AccountImage>>> = {
  cash: ({ cash }) => moneyText(cash),
  hold: ({ hold }) => moneyText(hold),
  available: ({ cash, hold }) => moneyText(cash - hold),
  fees: ({ fees }) => moneyText(fees),
  generation: ({ generation }) => String(generation),
  baseline: ({ lossBaseline }) => (lossBaseline === null ? 'none' : moneyText(lossBaseline)),
  state: ({ isKilled, isLossLocked, isMarginCalled, isLiquidating }) => {
    const words = [isKilled && 'killed', isLossLocked && 'locked', isMarginCalled && 'called']
    const said = [...words, isLiquidating && 'liquidating'].filter((word) => word !== false)
    return said.length === 0 ? 'free' : said.join('+')
  },
}

interface PositionRow {
  readonly position: PositionImage
  readonly listing: Listing
}

const positionColumns: Readonly<Record<string, Column<PositionRow>>> = {
  quantity: ({ position, listing }) => quantityText(position.quantity, listing),
  cost: ({ position }) => moneyText(position.cost),
  realized: ({ position }) => moneyText(position.realizedPnl),
  buys: ({ position, listing }) => quantityText(position.openBuys, listing),
  sells: ({ position, listing }) => quantityText(position.openSells, listing),
  'buy hold': ({ position }) => moneyText(position.buyHold),
  'sell hold': ({ position }) => moneyText(position.sellHold),
  leverage: ({ position }) => (position.leverage === null ? 'none' : String(position.leverage)),
}

interface OrderRow {
  readonly order: OrderImage
  readonly listing: Listing
}

const orderColumns: Readonly<Record<string, Column<OrderRow>>> = {
  status: ({ order }) => order.status,
  place: ({ order }) => order.place,
  quantity: ({ order, listing }) => quantityText(order.quantity, listing),
  filled: ({ order, listing }) => quantityText(order.filled, listing),
  canceled: ({ order, listing }) => quantityText(order.canceled, listing),
  leaves: ({ order, listing }) => quantityText(order.quantity - order.filled - order.canceled, listing),
  limit: ({ order, listing }) => priceText(order.limitPrice, listing),
  stop: ({ order, listing }) => priceText(order.stopPrice, listing),
  watermark: ({ order, listing }) => priceText(order.watermark, listing),
  ahead: ({ order, listing }) => quantityText(order.queueAhead, listing),
  hold: ({ order }) => moneyText(order.hold),
  revision: ({ order }) => String(order.revision),
  average: ({ order, listing }) => averageText(order, listing),
}

/** The average price of what filled, rounded down to a tick's thousandth. */
function averageText({ filled, filledValue }: OrderImage, { tick }: Listing): string {
  if (filled === 0) return 'none'
  const thousandth = { coefficient: tick.coefficient, scale: tick.scale + 3 }
  return decimalText((filledValue * 1_000n) / BigInt(filled), thousandth)
}

/** The true cell of a row, named by its first cell: `alice`, `alice Y`, `#3`, `USD`. */
type Lookup = (key: string, column: string) => string

function column<Row>(columns: Readonly<Record<string, Column<Row>>>, name: string): Column<Row> {
  const found = columns[name]
  assert(found !== undefined, `a table has a column "${name}"`)
  return found
}

const flat: Omit<PositionImage, 'instrumentId'> = {
  quantity: lots(0),
  cost: 0n,
  realizedPnl: 0n,
  openBuys: lots(0),
  openSells: lots(0),
  buyHold: 0n,
  sellHold: 0n,
  leverage: null,
}

function lookupOf(table: string, { image, names, finalStatuses }: Seen): Lookup {
  const accountOf = (name: string) => {
    const account = image.accounts.find(({ accountId }) => accountId === names.accountId(name))
    assert(account !== undefined, `there is an account "${name}"`)
    return account
  }
  switch (table) {
    case 'accounts':
      return (key, name) => column(accountColumns, name)(accountOf(key))
    case 'positions':
      return (key, name) => {
        const [account = '', symbol] = key.split(' ')
        const listing = symbol === undefined ? names.firstListing : names.listing(symbol)
        const { instrumentId } = listing.definition
        const found = accountOf(account).positions.find((position) => position.instrumentId === instrumentId)
        return column(positionColumns, name)({ position: found ?? { instrumentId, ...flat }, listing })
      }
    case 'orders':
      return (key, name) => {
        const orderId = Number(key.slice(1))
        const order = image.orders.find((other) => other.orderId === orderId)
        if (order === undefined) {
          return name === 'status' ? (finalStatuses.get(orderId) ?? 'never was') : '-'
        }
        return column(orderColumns, name)({ order, listing: names.listingById(order.instrumentId) })
      }
    case 'system':
      return (key, name) => {
        const currency = image.currencies.find((other) => other.currency === key)
        assert(currency !== undefined, `there is a currency "${key}"`)
        const sums: Readonly<Record<string, bigint>> = {
          external: currency.external,
          fees: currency.fees,
          insurance: currency.insurance,
        }
        return moneyText(sums[name] ?? 0n)
      }
    case 'house':
      return (key, name) => {
        const listing = names.listing(key)
        const { instrumentId } = listing.definition
        const found = image.instruments.find(({ instrument }) => instrument.instrumentId === instrumentId)
        assert(found !== undefined, `"${key}" is listed`)
        return name === 'cash'
          ? moneyText(found.houseCash)
          : quantityText(Number(found.housePosition), listing)
      }
    default:
      assert(false, `a scenario knows the table "${table}"`)
  }
}

/**
 * The rows of `then accounts | cash | hold` as they are: those that hold are given back as they were written,
 * others with their true cells. `then orders` names every open order, the other tables what they want to.
 */
export function tableAgainst(header: string, rows: readonly string[], seen: Seen): string[] {
  const [table = '', ...columns] = cellsOf(header.replace(/^then /, ''))
  const lookup = lookupOf(table, seen)
  const told = rows.map((row) => {
    const [key = '', ...cells] = cellsOf(row)
    const actual = columns.map((name, index) => (cells[index] === '' ? '' : lookup(key, name)))
    const isSame = actual.every((cell, index) => meansSame(cells[index] ?? '', cell))
    if (isSame) return row
    const written = row.split('|')
    const padded = actual.map((cell, index) => ` ${cell}`.padEnd((written[index + 1] ?? '').length))
    return [written[0] ?? '', ...padded].join('|').trimEnd()
  })
  if (table !== 'orders') return told
  const named = new Set(rows.map((row) => cellsOf(row)[0]))
  const missing = seen.image.orders.filter(({ orderId }) => !named.has(`#${orderId}`))
  const others = missing.map(({ orderId }) => {
    const actual = columns.map((name) => lookup(`#${orderId}`, name))
    return `    ${[`#${orderId}`, ...actual].join(' | ')}`
  })
  return [...told, ...others]
}

/** The cells of a row, spaces around them left out. */
export function cellsOf(row: string): string[] {
  return row.split('|').map((cell) => cell.trim())
}

/** A line of one side of the book: a user's order, or what is left of the venue's size. */
function bookSide(side: Side, listing: Listing, { image, names, outsideOf }: Seen): string[] {
  const { instrumentId } = listing.definition
  const users = image.orders
    .filter((order) => order.place === 'book' && order.side === side && order.instrumentId === instrumentId)
    .sort((one, other) => one.priority - other.priority)
    .map((order) => {
      const leaves = quantityText(order.quantity - order.filled - order.canceled, listing)
      return {
        price: Number(order.limitPrice),
        text: `${leaves} ${names.accountName(order.accountId)} #${order.orderId}`,
      }
    })
  const venue = outsideOf(instrumentId, side).map(({ price, size }) => ({
    price,
    text: `${quantityText(size, listing)} venue`,
  }))
  return [...users, ...venue]
    .sort((one, other) => (side === 'buy' ? other.price - one.price : one.price - other.price))
    .map(({ price, text }) => `${priceText(price, listing)} x ${text}`)
}

/** The rows of `then book`, as they were written if they hold, as they are otherwise. */
export function bookAgainst(header: string, rows: readonly string[], seen: Seen): string[] {
  const [title = ''] = header.split('|')
  const symbol = title.trim().split(/\s+/)[2]
  const { names } = seen
  const listing = names.isListing(symbol ?? null) ? names.listing(symbol ?? '') : names.firstListing
  const bids = bookSide('buy', listing, seen)
  const asks = bookSide('sell', listing, seen)
  const cells = rows.map(cellsOf)
  const expected = (place: number) => cells.map((row) => row[place] ?? '').filter((cell) => cell !== '')
  if (areSameLevels(expected(0), bids) && areSameLevels(expected(1), asks)) return [...rows]
  const length = Math.max(bids.length, asks.length)
  return Array.from({ length }, (_, index) => `    ${(bids[index] ?? '').padEnd(24)} | ${asks[index] ?? ''}`)
}

/** Without an order's id, any order of the account will do. */
function areSameLevels(expected: readonly string[], actual: readonly string[]): boolean {
  if (expected.length !== actual.length) return false
  return expected.every((cell, index) => {
    const words = cell.split(/\s+/)
    const others = (actual[index] ?? '').split(' ')
    return words.length >= 4 && words.every((word, place) => meansSame(word, others[place] ?? ''))
  })
}
