import type { Input } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import type { Side } from '../order/order-types.ts'
import { TIME_MAX } from '../schema/limits.ts'
import type { StateImage } from '../state/state-image.ts'
import {
  configureAccount,
  listInstrument,
  moveCash,
  openAccount,
  resetAccount,
  setKillSwitch,
  setLeverage,
  setPhase,
  setSchedule,
} from './administer.ts'
import { amendOrder } from './amend.ts'
import { cancelAll, cancelCommand, closeAll, closePosition, reversePosition } from './cancel.ts'
import { deny } from './denial.ts'
import { imageOf } from './image.ts'
import { takeMarketInput } from './market-input.ts'
import { bookOrders, bookPriceOf, comparePrices, displayedLevels, effectiveOf } from './outside-levels.ts'
import { settle } from './settle.ts'
import { submitGroup, submitOrder, type Verdict } from './submit.ts'
import { isId } from './ticket-rules.ts'
import { fireTimers } from './timers.ts'
import { copyWorld, emptyWorld, leavesOf, listingOf, type World } from './world.ts'

/** One price of the whole book: users' lots, and outside lots that are still there. */
export interface DepthLevel {
  readonly price: number
  readonly userQuantity: bigint
  readonly outsideSize: number
}

/**
 * The rules of docs/engine-rules.md written for reading: plain lists, sorted and summed anew whenever
 * something is asked. The fast engine must give the same events and the same state for every input; nothing
 * else of it is shared but types, numbers and the hash of tickets.
 */
export class TextbookExchange {
  #world: World

  /** `recentOrdersMax`: how many final orders are remembered by their client order ids. */
  constructor(limits: { readonly recentOrdersMax: number }) {
    this.#world = emptyWorld(limits.recentOrdersMax)
  }

  /** Takes one input at a time (Unix milliseconds, never before the last one); see section 1 of the rules. */
  execute(input: Input, at: number): Outcome {
    return executeIn(this.#world, input, at)
  }

  /** What `execute` would give; nothing happens. */
  preview(input: Input, at: number): Outcome {
    return executeIn(copyWorld(this.#world), input, at)
  }

  /** The state that the events made. */
  image(): StateImage {
    return imageOf(this.#world)
  }

  /** The whole book of an instrument, best prices first, levels with nothing in them left out. */
  depth(instrumentId: number): { bids: DepthLevel[]; asks: DepthLevel[] } {
    const levels = (side: Side) => depthOf(this.#world, instrumentId, side)
    return { bids: levels('buy'), asks: levels('sell') }
  }
}

function executeIn(world: World, input: Input, at: number): Outcome {
  world.events = []
  if (!isId(at) || at < world.lastInputAt || at > TIME_MAX) {
    const denial = deny('time_went_backward', 'at', { limit: world.lastInputAt, value: at })
    return { kind: 'denied', events: [], denial }
  }
  world.lastInputAt = at
  fireTimers(world, at)
  world.now = at
  const verdict = act(world, input)
  if (verdict.kind === 'done') settle(world)
  const { events } = world
  switch (verdict.kind) {
    case 'done':
      return { kind: 'accepted', events, orderId: verdict.orderId }
    case 'denied':
      return { kind: 'denied', events, denial: verdict.denial }
    case 'duplicate':
      return { kind: 'duplicate', events, orderId: verdict.orderId }
  }
}

function act(world: World, input: Input): Verdict {
  switch (input.kind) {
    case 'list_instrument':
      return listInstrument(world, input)
    case 'set_schedule':
      return setSchedule(world, input)
    case 'set_phase':
      return setPhase(world, input)
    case 'open_account':
      return openAccount(world, input)
    case 'configure_account':
      return configureAccount(world, input)
    case 'set_leverage':
      return setLeverage(world, input)
    case 'move_cash':
      return moveCash(world, input)
    case 'reset_account':
      return resetAccount(world, input)
    case 'set_kill_switch':
      return setKillSwitch(world, input)
    case 'submit_order':
      return submitOrder(world, input)
    case 'submit_group':
      return submitGroup(world, input)
    case 'amend_order':
      return amendOrder(world, input)
    case 'cancel_order':
      return cancelCommand(world, input)
    case 'cancel_all':
      return cancelAll(world, input)
    case 'close_position':
      return closePosition(world, input)
    case 'reverse_position':
      return reversePosition(world, input)
    case 'close_all':
      return closeAll(world, input)
    case 'tick':
      return { kind: 'done', orderId: null }
    default:
      return takeMarketInput(world, input)
  }
}

function depthOf(world: World, instrumentId: number, side: Side): DepthLevel[] {
  const listing = listingOf(world, instrumentId)
  const orders = bookOrders(world, listing, side)
  const outside = displayedLevels(listing, side)
  const prices = new Set([...orders.map(bookPriceOf), ...outside.map(({ price }) => price)])
  return [...prices]
    .sort((left, right) => comparePrices(side, left, right))
    .map((price) => {
      const level = outside.find((other) => other.price === price)
      const mine = orders.filter((order) => order.limitPrice === price)
      return {
        price,
        userQuantity: mine.reduce((sum, order) => sum + BigInt(leavesOf(order)), 0n),
        outsideSize: level === undefined ? 0 : effectiveOf(level),
      }
    })
    .filter(({ userQuantity, outsideSize }) => userQuantity > 0n || outsideSize > 0)
}
