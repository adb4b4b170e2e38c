import { exactExp, exactLog } from './exact-math.ts'
import { realAt } from './elements.ts'

/**
 * Distributions as tables of quantiles, so that a random number costs a look-up. They are small enough to
 * stay in the fastest cache together.
 */

const MIDDLE_NUMERATOR = [
  ...[-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2],
  ...[1.38357751867269e2, -3.066479806614716e1, 2.506628277459239],
]
const MIDDLE_DENOMINATOR = [
  ...[-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2],
  ...[6.680131188771972e1, -1.328068155288572e1],
]
const TAIL_NUMERATOR = [
  ...[-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838],
  ...[-2.549732539343734, 4.374664141464968, 2.938163982698783],
]
const TAIL_DENOMINATOR = [
  ...[7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416],
]

/** Cells of each table: they take 10 bits of a random word. */
const TABLE_CELLS = 1_024

/**
 * The standard normal's quantiles at the edges of its cells; a number is drawn linearly between two edges.
 * The outermost edges are where the variance becomes 1, and no number is beyond them.
 */
export const normalEdges: Float64Array = buildNormalEdges()

/** The exponential distribution with mean 1, by the middles of its cells. */
export const exponentialQuantiles: Float64Array = Float64Array.from(
  { length: TABLE_CELLS },
  (_, cell) => -exactLog(1 - (cell + 0.5) / TABLE_CELLS),
)

const NOISE_DEVIATION = 0.5

/** A lognormal distribution with mean 1, by the middles of its cells. */
export const noiseQuantiles: Float64Array = buildNoiseQuantiles()

/** Powers of e for exponents that are multiples of 1/32, from -8 to 8. */
const EXPONENT_STEP = 1 / 32
const EXPONENT_STEPS = 256
const powersOfE = Float64Array.from({ length: 2 * EXPONENT_STEPS + 1 }, (_, index) =>
  exactExp((index - EXPONENT_STEPS) * EXPONENT_STEP),
)

/** e to a power between -8 and 8, to 11 digits. */
export function quickExp(value: number): number {
  const step = Math.floor(value * 32 + 0.5)
  const rest = value - step * EXPONENT_STEP
  const power = powersOfE[step + EXPONENT_STEPS] ?? Number.NaN
  return power * (1 + rest * (1 + rest * (0.5 + rest * (1 / 6 + rest * (1 / 24)))))
}

function buildNormalEdges(): Float64Array {
  const edges = new Float64Array(TABLE_CELLS + 1)
  let inside = 0
  for (let edge = 1; edge < TABLE_CELLS; edge += 1) edges[edge] = normalQuantile(edge / TABLE_CELLS)
  for (let cell = 1; cell < TABLE_CELLS - 1; cell += 1)
    inside += squareBetween(realAt(edges, cell), realAt(edges, cell + 1))
  // The two outermost cells carry what is missing: (a^2 + a x + x^2) / 3 = half of it, solved for x.
  const last = realAt(edges, TABLE_CELLS - 1)
  const missing = (TABLE_CELLS - inside) / 2
  const outermost = (Math.sqrt(last * last - 4 * (last * last - 3 * missing)) - last) / 2
  edges[0] = -outermost
  edges[TABLE_CELLS] = outermost
  return edges
}

/** The mean square of a number evenly distributed between two. */
function squareBetween(from: number, to: number): number {
  return (from * from + from * to + to * to) / 3
}

function buildNoiseQuantiles(): Float64Array {
  const noise = new Float64Array(TABLE_CELLS)
  let sum = 0
  for (let cell = 0; cell < TABLE_CELLS; cell += 1) {
    noise[cell] = exactExp(NOISE_DEVIATION * normalQuantile((cell + 0.5) / TABLE_CELLS))
    sum += realAt(noise, cell)
  }
  return noise.map((value) => (value * TABLE_CELLS) / sum)
}

/** The inverse of the normal distribution (Acklam's rational approximation, relative error below 1.2e-9). */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability)
  if (probability < 0.02425) {
    const root = Math.sqrt(-2 * exactLog(probability))
    return horner(TAIL_NUMERATOR, root) / horner([...TAIL_DENOMINATOR, 1], root)
  }
  const offset = probability - 0.5
  const square = offset * offset
  return (horner(MIDDLE_NUMERATOR, square) * offset) / horner([...MIDDLE_DENOMINATOR, 1], square)
}

function horner(coefficients: readonly number[], variable: number): number {
  return coefficients.reduce((sum, coefficient) => sum * variable + coefficient, 0)
}
