/** A small change of one source file, of the kind that really happens. */
export interface Fault {
  /** What the engine does wrong with it. */
  readonly name: string
  /** The file, from the folder `src`. */
  readonly path: string
  /** What stands there exactly once. */
  readonly before: string
  /** What is put in its place. */
  readonly after: string
}

const bookFaults: readonly Fault[] = [
  {
    name: 'the newest order of a level is filled first',
    path: 'book/book.ts',
    before:
      'this.#orders.setPrevious(slot, this.#levels.lastOrder(level))\n    this.#orders.setNext(slot, NONE)',
    after:
      'this.#orders.setPrevious(slot, NONE)\n    this.#orders.setNext(slot, this.#levels.firstOrder(level))',
  },
  {
    name: 'what takers take from outside is not counted as consumed',
    path: 'book/book.ts',
    before: 'this.#levels.consumed(level) + quantity)',
    after: 'this.#levels.consumed(level))',
  },
  {
    name: 'an order waits behind more than is displayed',
    path: 'book/book.ts',
    before: '    this.#clampMarks(level)\n',
    after: '',
  },
  {
    name: 'a print fills an order whatever is ahead of it',
    path: 'book/book.ts',
    before: 'const available = left - this.queueAhead(slot)',
    after: 'const available = left',
  },
  {
    name: 'a whole book frees what was consumed',
    path: 'book/book.ts',
    before: 'Math.min(this.#levels.consumed(level), size))',
    after: '0)',
  },
  {
    name: 'a smaller displayed size leaves the consumed front as it was',
    path: 'book/book.ts',
    before: 'Math.max(0, this.#levels.consumed(level) - decrease)',
    after: 'Math.min(size, this.#levels.consumed(level))',
  },
  {
    name: 'a fill or kill that did not fill has consumed what is outside',
    path: 'book/book.ts',
    before: '      levels.setOutside(level, venueSize, consumed)\n',
    after: '',
  },
]

const matchingFaults: readonly Fault[] = [
  {
    name: 'a limit order does not trade at its very limit',
    path: 'matching/next-match.ts',
    before: 'price > taker.limit : price < taker.limit',
    after: 'price >= taker.limit : price <= taker.limit',
  },
  {
    name: 'a touch account trades with the house before users at the same price',
    path: 'matching/match-order.ts',
    before: '(quote === NONE || reaches(opposite, book.levelPrice(users), book.levelPrice(quote)))',
    after: '(quote === NONE || !reaches(side, book.levelPrice(users), book.levelPrice(quote)))',
  },
  {
    name: 'self-trade prevention shrinks only the maker',
    path: 'matching/self-trade.ts',
    before: '      if (taker.isOpen) decrement(turn, taker, quantity)\n',
    after: '',
  },
  {
    name: 'a triggered exit is canceled where it should wait for liquidity',
    path: 'matching/market-like.ts',
    before: "order.role === 'liquidation' || (order.reduceOnly && order.trigger !== null)",
    after: "order.role === 'liquidation'",
  },
  {
    name: 'an amended order keeps its place when it grows',
    path: 'command/amend.ts',
    before: '(ticket.limitPrice !== order.limitPrice || isBigger)',
    after: '(ticket.limitPrice !== order.limitPrice)',
  },
  {
    name: 'a limit order at the very end of the price band is denied',
    path: 'command/submit-rules.ts',
    before: 'limitPrice <= limit : limitPrice >= limit',
    after: 'limitPrice < limit : limitPrice > limit',
  },
]

const moneyFaults: readonly Fault[] = [
  {
    name: 'the maker pays the rate of the taker',
    path: 'matching/trade.ts',
    before: "liquidity === 'maker' ? definition.fees.makerPpm",
    after: "liquidity === 'maker' ? definition.fees.takerPpm",
  },
  {
    name: 'the cost of a part is rounded half up',
    path: 'matching/trade.ts',
    before: 'divideHalfEven(position.cost * bigintOf(closed), bigintOf(position.size))',
    after: '(2n * position.cost * BigInt(closed) + BigInt(position.size)) / (2n * BigInt(position.size))',
  },
  {
    name: 'the fee of a fill is not taken from the account',
    path: 'state/evolve-orders.ts',
    before: 'account.cash += fill.cashDelta - fill.fee',
    after: 'account.cash += fill.cashDelta',
  },
  {
    name: 'both orders of a pair hold money',
    path: 'risk/reservation.ts',
    before: 'if (partner === null) {',
    after: 'if (partner === null || partner !== null) {',
  },
  {
    name: 'a purchase may not spend what its own fill frees',
    path: 'risk/affordable.ts',
    before: 'isMarketLike(order) ? order.hold : freedByFill(order, quantity)',
    after: 'isMarketLike(order) ? order.hold : 0n',
  },
]

const groupFaults: readonly Fault[] = [
  {
    name: 'reduce-only orders are not cut when their position shrinks',
    path: 'matching/match-order.ts',
    before: '  cutClosingOrders(turn, order.position)\n',
    after: '',
  },
  {
    name: 'the oldest reduce-only order is cut first',
    path: 'order/reduce-only.ts',
    before: 'units.toReversed()',
    after: 'units',
  },
  {
    name: 'the legs of a bracket guard more than the entry opened',
    path: 'state/evolve-orders.ts',
    before: "order.role === 'entry' ? fill.opened",
    after: "order.role === 'entry' ? quantity",
  },
  {
    name: 'a leg that grows keeps its place',
    path: 'order/groups.ts',
    before: "order.place === 'book' && leaves > order.leaves",
    after: "order.place === 'book' && leaves < 0",
  },
  {
    name: 'a leg grows past its position',
    path: 'order/groups.ts',
    before: 'to.leaves > leg.leaves ? cappedLeaves(turn, leg, to.leaves) : to.leaves',
    after: 'to.leaves',
  },
  {
    name: 'a stop that fires leaves the other order of its pair alive',
    path: 'trigger/fire.ts',
    before: '  groupAfterTrigger(turn, order)\n',
    after: '',
  },
]

const triggerFaults: readonly Fault[] = [
  {
    name: 'a stop fires one tick late',
    path: 'trigger/observe.ts',
    before: 'reference.rising.collect(high, met)',
    after: 'reference.rising.collect(Math.max(0, high - 1) as Ticks, met)',
  },
  {
    name: 'the watermark of a trailing stop stays where it began',
    path: 'trigger/observe.ts',
    before: 'trigger.liveWatermark = price',
    after: 'trigger.liveWatermark ??= price',
  },
  {
    name: 'a trailing stop is rounded toward the market',
    path: 'trigger/trailing.ts',
    before: 'stepDown(stop, tickTable)',
    after: 'stepUp(stop, tickTable)',
  },
  {
    name: 'one bad tick fires stops',
    path: 'trigger/reference-stream.ts',
    before: 'if (isWithin(price, this.#median(at), bandPpm)) return',
    after: 'if (isWithin(price, price, bandPpm)) return',
  },
  {
    name: 'fired stops queue by their age alone',
    path: 'trigger/observe.ts',
    before: 'overshoot(other) - overshoot(one) || ',
    after: '',
  },
]

const riskFaults: readonly Fault[] = [
  {
    name: 'maintenance is that of the first tier',
    path: 'risk/margin.ts',
    before: 'tierOf(position.instrument.definition, value).maintenancePpm',
    after: 'tierOf(position.instrument.definition, 0n).maintenancePpm',
  },
  {
    name: 'a liquidation takes one lot too many',
    path: 'risk/risk-pass.ts',
    before: 'stepUp(high, lotTable)',
    after: 'stepUp(high + 1, lotTable)',
  },
  {
    name: 'the watch over marks misses accounts: its bands are too wide',
    path: 'risk/risk-watch.ts',
    before: 'const half = Math.min(Math.floor(width / 2), Math.floor(mark / 4))',
    after: 'const half = width * 8',
  },
  {
    name: 'an order is covered by figures of earlier marks: nothing is kept back for their drift',
    path: 'risk/risk-watch.ts',
    before: 'watchedDrift: numberOf(driftOf(position, width)),',
    after: 'watchedDrift: 0,',
  },
  {
    name: 'what open orders require where nothing is held is not kept back',
    path: 'state/account.ts',
    before: '-numberOf(this.flatRequired))',
    after: '0)',
  },
  {
    name: 'a position that has changed is not looked at again',
    path: 'risk/risk-watch.ts',
    before: '    position.isChanged = false\n    lookAgain(state, position)\n',
    after: '    position.isChanged = false\n',
  },
  {
    name: 'insurance does not pay for a ruined account',
    path: 'risk/risk-pass.ts',
    before: 'if (hasNone && account.cash < 0n) {',
    after: 'if (hasNone && account.cash < -1_000_000n) {',
  },
]

const timeFaults: readonly Fault[] = [
  {
    name: 'an order that is good till a date lives a millisecond too long',
    path: 'state/evolve-orders.ts',
    before: "order.expiryTimer = addTimer(state, { kind: 'expiry', dueAt: event.expiresAt",
    after: "order.expiryTimer = addTimer(state, { kind: 'expiry', dueAt: event.expiresAt + 1",
  },
  {
    name: 'timers of one moment fire newest first',
    path: 'state/timers.ts',
    before: 'a.sequence < b.sequence',
    after: 'a.sequence > b.sequence',
  },
  {
    name: 'a client order id is forgotten one order too early',
    path: 'state/recent-orders.ts',
    before: 'Math.max(0, this.#endedCount - this.#max)',
    after: 'Math.max(0, this.#endedCount - this.#max + 1)',
  },
]

/** A fault, and the invariant that must find it with all the others left out. */
export interface NamedFault extends Fault {
  readonly check: string
}

/** What an invariant must find by its own sums, without the textbook beside it. */
export const namedFaults: readonly NamedFault[] = [
  {
    name: 'an amended order keeps its place when it grows',
    check: 'E3 place',
    path: 'command/amend.ts',
    before: '(ticket.limitPrice !== order.limitPrice || isBigger)',
    after: '(ticket.limitPrice !== order.limitPrice)',
  },
  {
    name: 'an order goes in front of its level',
    check: 'E3 queue',
    path: 'book/book.ts',
    before:
      'this.#orders.setPrevious(slot, this.#levels.lastOrder(level))\n    this.#orders.setNext(slot, NONE)',
    after:
      'this.#orders.setPrevious(slot, NONE)\n    this.#orders.setNext(slot, this.#levels.firstOrder(level))',
  },
  {
    name: 'an exit that waits is not tried again',
    check: 'E6 exits',
    path: 'settle.ts',
    before: 'retryExits(turn) || lookAtRisk(turn)',
    after: 'lookAtRisk(turn)',
  },
  {
    name: 'reduce-only orders are not cut when their position shrinks',
    check: 'E6 closing',
    path: 'matching/match-order.ts',
    before: '  cutClosingOrders(turn, order.position)\n',
    after: '',
  },
  {
    name: 'a smaller displayed size leaves the consumed front as it was',
    check: 'E8 outside',
    path: 'book/book.ts',
    before: 'Math.max(0, this.#levels.consumed(level) - decrease)',
    after: 'Math.min(size, this.#levels.consumed(level))',
  },
  {
    name: 'a print fills an order whatever is ahead of it',
    check: 'E8 queue',
    path: 'book/book.ts',
    before: 'const available = left - this.queueAhead(slot)',
    after: 'const available = left',
  },
  {
    name: 'a post-only order gives way to a price that is none',
    check: 'E9',
    path: 'matching/meets.ts',
    before: 'const above = stepUp(opposite + 1, tickTable)',
    after: 'const above = opposite + 1',
  },
  {
    name: 'one bad tick fires stops',
    check: 'E10 rule 7',
    path: 'trigger/reference-stream.ts',
    before: 'if (isWithin(price, this.#median(at), bandPpm)) return',
    after: 'if (isWithin(price, price, bandPpm)) return',
  },
  {
    name: 'any word of a market that was silent makes its prices fresh',
    check: 'E10 rule 7',
    path: 'outside/outside-book.ts',
    before: '  if (!wasFresh) instrument.isFresh = false\n',
    after: '',
  },
  {
    name: 'a stop fires one tick late',
    check: 'E10 met',
    path: 'trigger/observe.ts',
    before: 'reference.rising.collect(high, met)',
    after: 'reference.rising.collect(Math.max(0, high - 1) as Ticks, met)',
  },
  {
    name: 'a purchase at any price leaves its fee out of what it may spend',
    check: 'A3 moment',
    path: 'risk/affordable.ts',
    before: 'return notional + fee <= account.cash',
    after: 'return notional <= account.cash',
  },
]

/** Arithmetic that the textbook shares with the engine: only invariants with sums of their own can tell. */
export const sharedFaults: readonly Fault[] = [
  {
    name: 'a fee is rounded down',
    path: 'numbers/money.ts',
    before: 'BigInt(perLotMicros), million)',
    after: 'BigInt(perLotMicros) - 999_999n, million)',
  },
  {
    name: 'half is rounded up',
    path: 'numbers/rounding.ts',
    before: 'return floor % 2n === 0n ? floor : floor + 1n',
    after: 'return floor + 1n',
  },
  {
    name: 'less is held than a purchase may cost',
    path: 'numbers/money.ts',
    before: 'product : divideCeiling(product, tickValue.denominator)',
    after: 'product : product / tickValue.denominator',
  },
]

/** What comparing random sessions with the textbook must find, each alone. */
export const faults: readonly Fault[] = [
  ...bookFaults,
  ...matchingFaults,
  ...moneyFaults,
  ...groupFaults,
  ...triggerFaults,
  ...riskFaults,
  ...timeFaults,
]
