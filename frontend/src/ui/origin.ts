/** Where the bars of a symbol come from, as the app marks it. */
export type Origin = 'offline' | 'sample' | 'import' | 'simulated' | 'listing'

/** Whether a symbol is of the simulated market, by its exchange: no price of it is real. */
export function isSimulated(symbol: string): boolean {
  return /^SIMX?:/.test(symbol)
}
