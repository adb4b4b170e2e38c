import { markOf } from '../book/quotes.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Account, Position } from '../state/account.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { tierOf, valueOf, type MarginFigures } from './margin.ts'

/**
 * Which accounts must be looked at, without looking at all of them. Each position of an account at risk
 * has a band of marks around the present one: while all marks of the account stay within their bands, none
 * of its limits can be reached, whatever they do together. A mark that leaves a band flags the account, as
 * its own events do.
 */

/** Lots of rounding that the figures of one position can hide, in minor units. */
const ROUNDING = 4n
const FARTHEST = ticks(4_503_599_627_370_496)

/** Whether marks can do anything to an account. */
export function isAtRisk({ kind, settings }: Account): boolean {
  return kind === 'margin' || settings.dailyLossMax !== null
}

/** Flags the accounts whose bands the present mark of an instrument has left. */
export function flagByMark(state: ExchangeState, instrument: ListedInstrument): void {
  const mark = markOf(instrument)
  instrument.isRepriced = false
  if (mark === instrument.watchedMark) return
  const { falling, rising } = instrument.watch
  const left: Position[] = []
  // Without a mark positions are valued at cost: no band says anything about that.
  if (mark === null) {
    falling.collect(ticks(0), left)
    rising.collect(ticks(Number.MAX_SAFE_INTEGER), left)
  } else {
    falling.collect(mark, left)
    rising.collect(mark, left)
  }
  for (const { account } of left) state.flagged.add(account)
  state.touch(instrument)
  instrument.watchedMark = mark
}

/** Gives each position of an account a band, after the account was looked at. */
export function setBands(state: ExchangeState, account: Account, figures: MarginFigures): void {
  const { held } = account
  if (held.length === 0) return
  const slack = (slackOf(account, figures) - ROUNDING) / BigInt(held.length) - ROUNDING
  for (const position of held) {
    const mark = markOf(position.instrument)
    if (mark === null) {
      setBand(state, position, { low: FARTHEST, high: FARTHEST })
      continue
    }
    const width = widthOf(position, slack)
    if (isGood(position.band, mark, width)) continue
    // Half of what is allowed: then most fills leave it good.
    const half = Math.floor(width / 2)
    setBand(state, position, {
      low: ticks(Math.max(0, mark - half - 1)),
      high: ticks(Math.min(FARTHEST, mark + half + 1)),
    })
  }
}

/** Whether a band is good enough: around the mark, and no wider than it may be. */
function isGood(band: Band | null, mark: number, width: number): boolean {
  if (band === null || band.low >= mark || band.high <= mark) return false
  return band.low >= mark - width - 1 && band.high <= mark + width + 1
}

/** Takes away the band of a position that holds nothing any more. */
export function dropBand(state: ExchangeState, position: Position): void {
  setBand(state, position, null)
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
function widthOf(position: Position, slack: bigint): number {
  if (slack <= 0n) return 0
  const { definition } = position.instrument
  const { numerator, denominator } = definition.tickValue
  const perTick = BigInt(position.size) * numerator
  let width = (slack * denominator) / (2n * perTick)
  if (definition.marginTiers.length > 1) {
    const room = roomInTier(position) - ROUNDING
    width = lesser(width, room <= 0n ? 0n : (room * denominator) / perTick)
  }
  return Number(width > BigInt(FARTHEST) ? BigInt(FARTHEST) : width)
}

/** How far the value of a position is from another tier. */
function roomInTier(position: Position): bigint {
  const value = valueOf(position)
  const { definition } = position.instrument
  const tier = tierOf(definition, value)
  const next = definition.marginTiers.find(({ from }) => from > value)
  const below = tier.from === 0n ? value : value - tier.from
  return next === undefined ? below : lesser(below, next.from - value)
}

/** Marks between which a position needs no look; both ends are outside. */
export interface Band {
  readonly low: Ticks
  readonly high: Ticks
}

function setBand(state: ExchangeState, position: Position, band: Band | null): void {
  const { band: before } = position
  if (before !== null && band !== null && before.low === band.low && before.high === band.high) return
  const { falling, rising } = position.instrument.watch
  state.touch(position)
  if (before !== null) {
    falling.remove(position, before.low, state.undo)
    rising.remove(position, before.high, state.undo)
  }
  position.band = band
  if (band === null) return
  falling.add(position, band.low, state.undo)
  rising.add(position, band.high, state.undo)
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
