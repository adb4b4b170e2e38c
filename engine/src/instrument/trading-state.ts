import type { ListedInstrument } from '../state/listed-instrument.ts'

/** Whether prices are recent enough to trade on: the link lives, and the instrument's own limit has not passed. */
export function isFreshAt(instrument: ListedInstrument, at: number): boolean {
  const { staleAfterMs } = instrument.definition
  return instrument.isFresh && (staleAfterMs === null || at - instrument.marketAt < staleAfterMs)
}

/** Whether orders match and triggers fire: continuous trading on fresh prices. */
export function isMatchable(instrument: ListedInstrument, at: number): boolean {
  return instrument.phase === 'continuous' && isFreshAt(instrument, at)
}
