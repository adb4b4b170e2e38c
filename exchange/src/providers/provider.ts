import type { BarRange, Bars, Resolution } from '@trading-pro/market'
import type { FaultCounts } from '../feed/feed-guard.ts'

/** What a provider can do. */
export interface ProviderCapabilities {
  /** What its data is: real and synthetic never mix. */
  readonly origin: 'simulated' | 'replayed' | 'live'
  /** Whether it knows levels behind the best. */
  readonly hasDepth: boolean
  /** Whether it knows every trade. */
  readonly hasTrades: boolean
  /** Where its history begins, Unix seconds; `null`: as far back as anybody asks. */
  readonly historyFrom: number | null
}

/** Whether its data comes and can be believed. */
export type ProviderState = 'connected' | 'disconnected'

/** What a provider has sent, and what it knows of the time before. */
export interface ProviderHistory {
  /**
   * Bars of minutes or more, in ticks and lots, shared with whoever asks next and not to be changed. Minutes
   * that form are not in them when `until` is not later than their beginning.
   */
  bars(symbol: string, resolution: Resolution, range: BarRange): Bars
}

/**
 * Where market data comes from: the port that every source stands behind. It lists its instruments with an
 * exchange when it is made, and sends everything about them to it; its owner says how late it is. While it
 * is disconnected, the engine holds its markets for stale. Suite: `describeProviderContract`.
 */
export interface Provider {
  /** As the state of the system names it. */
  readonly name: string
  readonly capabilities: ProviderCapabilities
  /** What it sends data about, as markets of the exchange. */
  readonly symbols: readonly string[]
  readonly state: ProviderState
  /** Messages that were not believed, by why. */
  readonly quarantined: FaultCounts
  readonly history: ProviderHistory
  /** Lets everything happen that is due at a moment (Unix ms), in the order of its time. */
  advance(at: number): void
}
