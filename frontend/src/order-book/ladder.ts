import type { BookLevel } from '@trading-pro/client'
import type { BookSides } from '../api/stream/useOrderBook.ts'
import { formatBasisPoints, formatPrice, formatSize, type PriceFormat } from '../ui/format.ts'

/** A step of a ladder in words. */
export interface LadderRow {
  readonly price: string
  readonly size: string
  /** Of this and all better steps. */
  readonly total: string
  /** The total as a part of the largest that is shown, from 0 to 1. */
  readonly share: number
}

/** A book in words, both sides best first. */
export interface Ladder {
  readonly bids: readonly LadderRow[]
  readonly asks: readonly LadderRow[]
  /** As a price, and as a part of it; `null` while a side is empty. */
  readonly spread: { readonly price: string; readonly share: string } | null
}

export interface LadderOptions {
  /** Ticks that one step takes together. */
  readonly ticksPerStep: number
  /** Steps a side. */
  readonly steps: number
  readonly format: PriceFormat
  readonly sizeDecimals: number
}

interface Step {
  readonly price: number
  readonly size: number
  readonly total: number
}

/** Puts a book into words. A step takes in what is no better than its price. */
export function ladderOf({ bids, asks }: BookSides, options: LadderOptions): Ladder {
  const [bidSteps, askSteps] = [stepsOf(bids, Math.floor, options), stepsOf(asks, Math.ceil, options)]
  const largest = Math.max(bidSteps.at(-1)?.total ?? 0, askSteps.at(-1)?.total ?? 0)
  const rowOf = ({ price, size, total }: Step): LadderRow => ({
    price: formatPrice(price, options.format),
    size: formatSize(size, options.sizeDecimals),
    total: formatSize(total, options.sizeDecimals),
    share: total / largest,
  })
  return { bids: bidSteps.map(rowOf), asks: askSteps.map(rowOf), spread: spreadOf(bids, asks, options) }
}

function stepsOf(
  levels: readonly BookLevel[],
  round: (ticks: number) => number,
  { format, ticksPerStep, steps: stepsMax }: LadderOptions,
): readonly Step[] {
  const { pricescale, minmov } = format
  const steps: Step[] = []
  let total = 0
  let current = { step: Number.NaN, size: 0 }
  const finish = () => {
    const price = (current.step * ticksPerStep * minmov) / pricescale
    if (current.size > 0) steps.push({ price, size: current.size, total })
  }
  for (const [price, size] of levels) {
    const step = round(Math.round((price * pricescale) / minmov) / ticksPerStep)
    if (step !== current.step) {
      finish()
      if (steps.length === stepsMax) return steps
      current = { step, size: 0 }
    }
    current.size += size
    total += size
  }
  finish()
  return steps
}

function spreadOf(
  bids: readonly BookLevel[],
  asks: readonly BookLevel[],
  { format }: LadderOptions,
): Ladder['spread'] {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
  if (bid === undefined || ask === undefined) return null
  return { price: formatPrice(ask - bid, format), share: formatBasisPoints((2 * (ask - bid)) / (ask + bid)) }
}
