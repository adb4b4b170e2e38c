import type { Bar, SymbolDetails } from '@trading-pro/contracts'
import type { Failure } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'

/** The bars of a symbol in a resolution, as far as they are loaded. */
export interface LoadedSeries {
  readonly details: SymbolDetails
  readonly resolution: string
  readonly bars: readonly Bar[]
  /** Older bars come from where the newest came from: data of two sources never mix. */
  readonly source: MarketSource
  readonly change: SeriesChange
}

/** What became of a series since it was drawn last. */
export type SeriesChange =
  /** It is another series, or was loaded anew. */
  | { readonly kind: 'another' }
  /** So many bars came in front, or left there if it is less than none; any of the others may be new. */
  | { readonly kind: 'front'; readonly added: number }
  /** The market moved: bars from this one on. Where bars came in between, what followed has moved. */
  | { readonly kind: 'live'; readonly from: number; readonly isMoved: boolean }

export type SeriesStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'empty'; readonly details: SymbolDetails }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type OlderStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  /** There is nothing older. */
  | { readonly kind: 'exhausted' }
  /** The chart holds as many bars as it can. */
  | { readonly kind: 'full' }
  | { readonly kind: 'failed'; readonly failure: Failure }
