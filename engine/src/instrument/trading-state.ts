import { isAlwaysFresh, type ListedInstrument } from '../state/listed-instrument.ts'

/**
 * Whether prices are recent enough to trade on: the link lives, and the instrument's own limit has not
 * passed.
 */
export function isFreshAt({ definition, isFresh, marketAt }: ListedInstrument, at: number): boolean {
  if (isAlwaysFresh(definition)) return true
  return isFresh && (definition.staleAfterMs === null || at - marketAt < definition.staleAfterMs)
}

/** Whether orders match and triggers fire: continuous trading on fresh prices. */
export function isMatchable(instrument: ListedInstrument, at: number): boolean {
  return instrument.phase === 'continuous' && isFreshAt(instrument, at)
}
