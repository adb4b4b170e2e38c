/** One measured figure, next to what was measured as its baseline in the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline: number
}

/** Prints a figure as its one line; programs read these lines. */
export function printFigure({ name, value, unit, baseline }: Figure): void {
  const ratio = plain(value / baseline)
  console.log(`BENCH ${name} value=${plain(value)} unit=${unit} baseline=${plain(baseline)} ratio=${ratio}`)
}

/** How many of its parts a piece of work did per second. */
export function ratePerSecond(count: number, work: () => void): number {
  return (count / millisecondsOf(work)) * 1000
}

/** How long a piece of work took. */
export function millisecondsOf(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Two contenders in turn, so that what else happens on the machine meets both; the medians of each. */
export async function measureInTurn(
  rounds: number,
  value: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ value: number; baseline: number }> {
  const values: number[] = []
  const baselines: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    values.push(await value())
    baselines.push(await baseline())
  }
  return { value: medianOf(values), baseline: medianOf(baselines) }
}

/** Four digits, or all of a whole number, never an exponent. */
function plain(value: number): string {
  if (Math.abs(value) >= 1000) return String(Math.round(value))
  return String(Number(value.toFixed(Math.abs(value) >= 10 ? 2 : 4)))
}
