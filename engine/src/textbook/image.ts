import { lots } from '../numbers/lots.ts'
import type { AccountImage, GroupImage, OrderImage, PositionImage, StateImage } from '../state/state-image.ts'
import { sideTotals } from './reservation.ts'
import { membersOf, type Account, type OpenOrder, type Position, type World } from './world.ts'

/** D as plain data, in the canonical order. */
export function imageOf(world: World): StateImage {
  const { at, nextOrderId, nextGroupId, nextPriority, nextTimer, dayTimerAt, dayTimer, isSiteKilled } = world
  return {
    ...{ at, nextOrderId, nextGroupId, nextPriority, nextTimer, dayTimerAt, dayTimer, isSiteKilled },
    killedOwnerIds: [...world.killedOwnerIds],
    instruments: world.listings.map((listing) => ({
      instrument: listing.instrument,
      phase: listing.phase,
      schedule: [...listing.schedule],
      nextTradeId: listing.nextTradeId,
      houseCash: listing.houseCash,
      housePosition: listing.housePosition,
    })),
    currencies: world.currencies.map((currency) => ({ ...currency })),
    accounts: world.accounts.map((account) => accountImage(world, account)),
    orders: world.orders.map(orderImage),
    groups: world.groups.map(({ groupId, groupKind, guarded }): GroupImage => {
      const orderIds = membersOf(world, groupId).map(({ orderId }) => orderId)
      return { groupId, groupKind, orderIds, guarded: lots(guarded) }
    }),
    recent: [...world.recent],
  }
}

function orderImage(order: OpenOrder): OrderImage {
  const image: Partial<OpenOrder> & OrderImage = { ...order }
  delete image.ahead
  delete image.liveWatermark
  return image
}

function accountImage(world: World, account: Account): AccountImage {
  const positions = world.listings
    .map(({ instrument }) => positionImage(world, account, instrument.instrumentId))
    .filter(isSomething)
  const hold = account.accountKind === 'cash' ? positions.reduce((sum, { buyHold }) => sum + buyHold, 0n) : 0n
  return { ...account, hold, positions }
}

function positionImage(world: World, account: Account, instrumentId: number): PositionImage {
  const { accountId } = account
  const buys = sideTotals(world, { accountId, instrumentId, side: 'buy' })
  const sells = sideTotals(world, { accountId, instrumentId, side: 'sell' })
  const flat: Position = { instrumentId, quantity: lots(0), cost: 0n, realizedPnl: 0n, leverage: null }
  const position = account.positions.find((other) => other.instrumentId === instrumentId) ?? flat
  return {
    ...position,
    openBuys: lots(buys.open),
    openSells: lots(sells.open),
    buyHold: buys.hold,
    sellHold: sells.hold,
  }
}

function isSomething(position: PositionImage): boolean {
  const { quantity, cost, realizedPnl, openBuys, openSells, buyHold, sellHold, leverage } = position
  const amounts = [cost, realizedPnl, buyHold, sellHold]
  return (
    leverage !== null ||
    [quantity, openBuys, openSells].some(Boolean) ||
    amounts.some((amount) => amount !== 0n)
  )
}
