import type { MarketData, MarketDataUpdate } from '../generated/v1/stream-models.ts'

/** A quote after an update: fields that the update does not have stay what they were. */
export function mergeMarketData(quote: MarketData, update: MarketDataUpdate): MarketData {
  return { ...quote, ...update }
}
