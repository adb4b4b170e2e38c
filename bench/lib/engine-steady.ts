/** Commands that never end around a number of orders that stays about the same. */
import type { Input } from '../../engine/src/command/commands.ts'
import { lots } from '../../engine/src/numbers/lots.ts'
import { ticks } from '../../engine/src/numbers/ticks.ts'
import { accountCount, instrumentCount, middlePrice, submitOf, type Flow } from './engine-whole.ts'
import { createRandom } from './minute-bars.ts'

const SEAT_COUNT = 100_000
const CROSSING_SHARE = 0.08
const REACH = 100
const SWING_EVERY = 100
const SWING = 50
const RISE_EVERY = 10_000

/** After so many commands the middle has swung up and down once, and the same mixture of orders is there. */
export const swingCommands = 2 * SWING * SWING_EVERY

/**
 * A seat is an account in an instrument: when its turn comes, one that has an order cancels it, one that has
 * none sends one, and now and then it takes at the market. An order may be filled before it is canceled; then
 * the cancel is refused. The middle swings and slowly rises, so that levels come and go, and new prices come.
 */
export class SteadyFlow implements Flow {
  orderCount = 0
  /** The order of each seat; 0 where there is none. */
  readonly #orderIds = new Int32Array(SEAT_COUNT)
  readonly #random = createRandom(20)
  #commandCount = 0

  next(): Input {
    const random = this.#random
    this.#commandCount += 1
    const seat = Math.floor(random() * SEAT_COUNT)
    const accountId = 1 + (seat % accountCount)
    const orderId = this.#orderIds[seat] ?? 0
    const takes = random() < CROSSING_SHARE
    if (orderId !== 0 && !takes) {
      this.#orderIds[seat] = 0
      return { kind: 'cancel_order', accountId, orderId }
    }
    this.orderCount += 1
    if (!takes) this.#orderIds[seat] = this.orderCount
    const side = random() < 0.5 ? 'buy' : 'sell'
    const away = (side === 'buy' ? -1 : 1) * (1 + Math.floor(REACH * random() ** 2))
    return submitOf(this.orderCount, {
      side,
      accountId,
      instrumentId: instrumentOfSeat(seat),
      quantity: lots(1 + Math.floor(random() * 100)),
      limitPrice: takes ? null : ticks(middleAfter(this.#commandCount) + away),
    })
  }
}

function middleAfter(commandCount: number): number {
  const swing = Math.floor(commandCount / SWING_EVERY) % (2 * SWING)
  return middlePrice + Math.floor(commandCount / RISE_EVERY) + Math.min(swing, 2 * SWING - swing)
}

/** Another one for each seat of an account, and all of them in use. */
function instrumentOfSeat(seat: number): number {
  const round = Math.floor(seat / accountCount)
  return 1 + (((seat % accountCount) * 7 + round * 5) % instrumentCount)
}
