import type { Bars } from '@trading-pro/market'
import type { MarketStore, MarketWriter, StoredSeries } from '../adapters/storage/market-store.ts'
import { POWERS_OF_TEN } from './decimals.ts'
import { STEPS_END } from './limits.ts'

/**
 * Rewrites the stored volumes of an instrument in finer units, so that those of a new file need no rounding.
 * Answers the precision that was reached: less than `to` when the largest stored volume does not allow it.
 */
export async function rescaleVolumes(
  storage: { readonly store: MarketStore; readonly writer: MarketWriter },
  series: readonly StoredSeries[],
  precision: { readonly from: number; readonly to: number },
): Promise<number> {
  const { store, writer } = storage
  let largest = 0
  for (const one of series) {
    await forEachBlock(store, one, ({ volume }) => {
      for (const units of volume) largest = Math.max(largest, units)
      return Promise.resolve()
    })
  }
  let reached = precision.to
  while (reached > precision.from && largest * powerOfTen(reached - precision.from) >= STEPS_END) reached -= 1
  if (reached === precision.from) return reached
  const factor = powerOfTen(reached - precision.from)
  for (const one of series) {
    const { symbol, resolution, origin, plots } = one
    const target = await writer.writeSeries({ symbol, resolution, origin })
    await forEachBlock(store, one, (bars) =>
      target.upsert({ ...bars, volume: bars.volume.map((units) => units * factor) }),
    )
    await target.finish(plots)
  }
  return reached
}

/** Reads the committed blocks: the transaction that asks holds the lock, so nobody else changes them. */
async function forEachBlock(
  store: MarketStore,
  series: StoredSeries,
  visit: (bars: Bars) => Promise<void>,
): Promise<void> {
  for (const { startTime } of await store.blockHeads(series)) {
    const bars = await store.readBlock(series, startTime)
    if (bars !== null) await visit(bars)
  }
}

function powerOfTen(exponent: number): number {
  return POWERS_OF_TEN[exponent] ?? Number.NaN
}
