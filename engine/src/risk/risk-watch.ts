import { markOf } from '../book/quotes.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { tickLotsOf } from '../numbers/money.ts'
import { bigintOf, numberOf } from '../numbers/bigints.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { exactSum, type Account, type Position, type Watched, type WatchedFigures } from '../state/account.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { UndoLog } from '../state/undo-log.ts'
import {
  equityOfPosition,
  exposureOf,
  initialOf,
  requirementOf,
  tierOf,
  valueOf,
  type MarginFigures,
} from './margin.ts'

/**
 * Which accounts must be looked at, without looking at all positions of all of them. Each position of an
 * account at risk is watched: its figures at the mark at which it was looked at last are kept, and a band of
 * marks around it. While marks stay within their bands the figures of an account are at most the sum of all
 * `watchedDrift` worse than the sum of what is kept. As long as that reaches none of its limits nobody
 * looks; else the account is flagged, and looked at exactly.
 */

/** Lots of rounding that the figures of one position can hide, in minor units. */
const ROUNDING = 4n
const FARTHEST = ticks(4_503_599_627_370_496)
const nothingWatched: WatchedFigures = {
  watchedEquity: 0,
  watchedInitial: 0,
  watchedRequired: 0,
  watchedDrift: 0,
}
/** Which part of what an account can lose is left to one position. */
const SHARE = 8n

/** Whether marks can do anything to an account. */
export function isAtRisk({ kind, settings }: Account): boolean {
  return kind === 'margin' || settings.dailyLossMax !== null
}

/** Notes that a position is not as it was when it was looked at; the caller has touched it. */
export function noteChanged(state: ExchangeState, position: Position): void {
  if (position.isChanged) return
  position.isChanged = true
  state.changed.push(position)
  if (state.undo !== null) forgetLastChanged(state, state.undo)
}

/** Looks again at what has changed, and flags the accounts of which that does not say enough. */
export function lookAtChanged(state: ExchangeState): void {
  const { changed } = state
  if (changed.length === 0) return
  if (state.undo !== null) keepChanged(state, state.undo)
  for (const position of changed) {
    position.isChanged = false
    lookAgain(state, position)
  }
  state.changed = []
}

function forgetLastChanged(state: ExchangeState, undo: UndoLog): void {
  undo.record(() => state.changed.pop())
}

function keepChanged(state: ExchangeState, undo: UndoLog): void {
  const { changed } = state
  undo.record(() => {
    state.changed = changed
    for (const position of changed) position.isChanged = true
  })
}

/** Looks at the positions whose bands the present mark of an instrument has left. */
export function lookAtMark(state: ExchangeState, instrument: ListedInstrument): void {
  const mark = markOf(instrument)
  state.touch(instrument)
  instrument.isRepriced = false
  if (mark === instrument.watchedMark) return
  instrument.watchedMark = mark
  const { falling, rising } = instrument.watched
  if (falling.isEmpty) return
  const left: Position[] = []
  // Without a mark positions are valued at cost: no band says anything about that.
  if (mark === null) {
    falling.collect(ticks(0), left)
    rising.collect(ticks(Number.MAX_SAFE_INTEGER), left)
  } else {
    falling.collect(mark, left)
    rising.collect(mark, left)
  }
  for (const position of left) {
    if (position.isHeld && isWatching(state, position.account)) lookAgain(state, position)
    else setWatched(state, position, null)
  }
}

/** Whether bands are of use to an account; else they would be left by each new mark again. */
function isWatching(state: ExchangeState, account: Account): boolean {
  return isAtRisk(account) && !state.flagged.has(account)
}

function lookAgain(state: ExchangeState, position: Position): void {
  const { account } = position
  if (!isWatching(state, account)) return
  if (position.isHeld) {
    const surplus = account.leastSurplus
    watch(state, position, surplus > 0 ? bigintOf(surplus) / SHARE : 0n)
  }
  if (!isCalm(account)) state.flag(account)
}

/** Whether what is kept of all positions can be relied on in the middle of a turn. */
export function isWatchCurrent({ changed, flagged, isRepriced }: ExchangeState): boolean {
  return !isRepriced && changed.length === 0 && flagged.size === 0
}

/** Whether none of the limits of an account can have been reached; what is unknown (NaN) says no. */
function isCalm(account: Account): boolean {
  const { kind, lossBaseline, settings } = account
  const { dailyLossMax } = settings
  if (kind === 'margin') {
    if (account.isMarginCalled || account.isLiquidating || !(account.leastSurplus >= 0)) return false
  }
  if (dailyLossMax === null || lossBaseline === null || account.isLossLocked) return true
  return account.leastEquity > numberOf(lossBaseline - dailyLossMax)
}

/** Watches all positions of an account after it was looked at: with bands that reach none of its limits. */
export function watchAll(state: ExchangeState, account: Account, figures: MarginFigures): void {
  const { held } = account
  if (held.length === 0) return
  const allowance = (slackOf(account, figures) - ROUNDING) / BigInt(held.length) - ROUNDING
  for (const position of held) watch(state, position, allowance)
  const sums = { ...nothingWatched }
  for (const { watched } of held) if (watched !== null) addFigures(sums, watched, 1)
  Object.assign(account, sums)
}

/** Keeps the figures of a position, with a band in which they get worse by no more than the allowance. */
function watch(state: ExchangeState, position: Position, allowance: bigint): void {
  const value = valueOf(position)
  const mark = markOf(position.instrument)
  // Without a mark any mark is news.
  const band =
    mark === null ? { low: FARTHEST, high: FARTHEST } : bandOf(position, { mark, value, allowance })
  const width = mark === null ? 0 : Math.max(mark - band.low, band.high - mark) - 1
  setWatched(state, position, {
    low: band.low,
    high: band.high,
    watchedEquity: numberOf(equityOfPosition(position, value)),
    watchedInitial: numberOf(initialOf(position, value)),
    watchedRequired: numberOf(requirementOf(position, value, position)),
    watchedDrift: numberOf(driftOf(position, width)),
  })
}

/** A position that holds nothing has no figures; its band stays where it is until a mark comes there. */
export function unwatch(state: ExchangeState, position: Position): void {
  const { watched } = position
  if (watched === null) return
  setWatched(state, position, { ...watched, ...nothingWatched })
}

function setWatched(state: ExchangeState, position: Position, next: Watched | null): void {
  const { account, watched: before } = position
  state.touch(position)
  state.touch(account)
  if (before?.low !== next?.low || before?.high !== next?.high) moveBand(state, position, next)
  if (before !== null) addFigures(account, before, -1)
  if (next !== null) addFigures(account, next, 1)
  position.watched = next
}

function addFigures(sums: WatchedFigures, figures: Readonly<WatchedFigures>, sign: 1 | -1): void {
  sums.watchedEquity = exactSum(sums.watchedEquity, sign * figures.watchedEquity)
  sums.watchedInitial = exactSum(sums.watchedInitial, sign * figures.watchedInitial)
  sums.watchedRequired = exactSum(sums.watchedRequired, sign * figures.watchedRequired)
  sums.watchedDrift = exactSum(sums.watchedDrift, sign * figures.watchedDrift)
}

/** The band that is there, if it is good enough; else one of half of what is allowed. */
function bandOf(
  position: Position,
  { mark, value, allowance }: { mark: Ticks; value: bigint; allowance: bigint },
): Band {
  const width = widthOf(position, value, allowance)
  if (position.watched !== null && isGood(position.watched, mark, width)) return position.watched
  // Then most fills leave it good. Farther than a quarter is not worth its drift.
  const half = Math.min(Math.floor(width / 2), Math.floor(mark / 4))
  return {
    low: ticks(Math.max(0, mark - half - 1)),
    high: ticks(Math.min(FARTHEST, mark + half + 1)),
  }
}

/** Whether a band is good enough: around the mark, and no wider than it may be. */
function isGood({ low, high }: Band, mark: number, width: number): boolean {
  if (low >= mark || high <= mark) return false
  return low >= mark - width - 1 && high <= mark + width + 1
}

/** By how much the figures may change for better or worse before the account has to be looked at. */
function slackOf(account: Account, { equity, initial, maintenance }: MarginFigures): bigint {
  let slack = account.isMarginCalled ? initial - equity : equity - initial
  if (account.kind === 'cash') slack = equity
  else if (!account.isLiquidating) slack = lesser(slack, equity - maintenance)
  const { dailyLossMax } = account.settings
  if (dailyLossMax === null || account.lossBaseline === null || account.isLossLocked) return slack
  const toLoss = equity - (account.lossBaseline - dailyLossMax)
  return account.kind === 'cash' ? toLoss : lesser(slack, toLoss)
}

/** Ticks that a mark may move: equity and requirement change by at most twice the value of the move. */
function widthOf(position: Position, value: bigint, allowance: bigint): number {
  if (allowance <= 0n) return 0
  const { definition } = position.instrument
  const { numerator, denominator } = definition.tickValue
  const perTick = bigintOf(position.size) * numerator
  let width = (allowance * denominator) / (2n * perTick)
  if (definition.marginTiers.length > 1) {
    const exposure = exposureOf(position, value, position)
    const room = lesser(roomInTier(definition, value), roomInTier(definition, exposure)) - ROUNDING
    width = lesser(width, room <= 0n ? 0n : (room * denominator) / perTick)
  }
  return Math.min(FARTHEST, Number(width))
}

/** What so many ticks can take from equity and add to requirements. */
function driftOf(position: Position, width: number): bigint {
  const { numerator, denominator } = position.instrument.definition.tickValue
  return (2n * tickLotsOf(width, position.size) * numerator) / denominator + ROUNDING
}

/** How far a value or an exposure is from another tier. */
function roomInTier(definition: Instrument, value: bigint): bigint {
  const tier = tierOf(definition, value)
  const next = definition.marginTiers.find(({ from }) => from > value)
  const below = tier.from === 0n ? value : value - tier.from
  return next === undefined ? below : lesser(below, next.from - value)
}

/** Marks between which a position needs no look; both ends are outside. */
interface Band {
  readonly low: Ticks
  readonly high: Ticks
}

/** Puts a position among those of its instrument that watch these marks; `null`: takes it out. */
function moveBand(state: ExchangeState, position: Position, band: Band | null): void {
  const { watched: before } = position
  const { falling, rising } = position.instrument.watched
  if (before !== null) {
    falling.remove(position, before.low, state.undo)
    rising.remove(position, before.high, state.undo)
  }
  if (band === null) return
  falling.add(position, band.low, state.undo)
  rising.add(position, band.high, state.undo)
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
