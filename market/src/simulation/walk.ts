import { earlierShares, type Bisection } from './bisection.ts'
import { mixWord } from './keyed-random.ts'
import { normalEdges } from './random-tables.ts'
import { byteAt, realAt } from './elements.ts'

/**
 * A random walk over a span of units, at their edges: where it is, and how much variance it has used up since
 * the start of the span (its business time). Both have one entry more than there are units.
 */
export interface Walk {
  readonly position: Float64Array
  readonly clock: Float64Array
}

/** Where a walk begins and ends, and the variance between. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly variance: number
}

/** How a span is divided. */
export interface Division {
  readonly tree: Bisection
  /** For each node, the part of its variance that the earlier half has before the random factor. */
  readonly shares: Float64Array
  /** For each depth, how far from the expected a division may be: 0 not at all, below 1. */
  readonly noise: Float64Array
}

/** The division of a span whose units have these weights, none negative. */
export function divisionOf(options: {
  readonly tree: Bisection
  readonly weights: Float64Array
  readonly noise: Float64Array
}): Division {
  const { tree, weights, noise } = options
  const shares = earlierShares(tree, weights).map((share, node) =>
    evenedShare(share, realAt(noise, byteAt(tree.depth, node))),
  )
  return { tree, shares, noise }
}

/**
 * The share to start from so that the mean after the random factor is `share`: of two unequal halves the
 * factor favours the smaller one. To the second order in the noise, which leaves one part in a hundred.
 */
function evenedShare(share: number, noise: number): number {
  if (share > 0.5) return 1 - evenedShare(1 - share, noise)
  let evened = share
  for (let round = 0; round < 4; round += 1)
    evened = share / (1 + ((2 * noise * noise) / 3) * (1 - 2 * evened) * (1 - evened))
  return evened
}

/** A walk in one piece of memory. */
export function allocateWalk(units: number): Walk {
  const columnBytes = (units + 1) * Float64Array.BYTES_PER_ELEMENT
  const memory = new ArrayBuffer(2 * columnBytes)
  return {
    position: new Float64Array(memory, 0, units + 1),
    clock: new Float64Array(memory, columnBytes, units + 1),
  }
}

const CELL_MASK = 1_023
const FINE_STEP = 1 / 64
const UNIT_STEP = 1 / 32_768

/**
 * Fills in a walk between its two ends, coarse before fine. Each node divides its variance, by the expected
 * shares times a random factor: these factors multiply from level to level, so that calm and wild stretches
 * are clustered on all scales (a multiplicative cascade). Then it places its middle as a Brownian bridge with
 * just those variances does.
 *
 * @param options.words - as many random words as the tree takes
 */
export function fillWalk(walk: Walk, span: Span, options: { division: Division; words: Int32Array }): void {
  const { position, clock } = walk
  const { tree, shares, noise } = options.division
  const { low, middle, high, depth, place, isKeyed } = tree
  const { words } = options
  const units = position.length - 1
  const edges = normalEdges
  position[0] = span.start
  position[units] = span.end
  clock[0] = 0
  clock[units] = span.variance
  for (let node = 0; node < low.length; node += 1) {
    const from = low[node] ?? 0
    const to = high[node] ?? 0
    const at = place[node] ?? 0
    const own = words[at] ?? 0
    const word = isKeyed[node] === 1 ? mixWord(node, own, words[at + 1] ?? 0) : own
    // The lower half of the word is a normal number: ten bits say which cell, six where in it.
    const cell = (word >>> 6) & CELL_MASK
    const edge = edges[cell] ?? 0
    const fine = ((word & 63) + 0.5) * FINE_STEP
    const normal = edge + fine * ((edges[cell + 1] ?? 0) - edge)
    // The upper half is a number between -1 and 1.
    const factor = ((word >> 16) + 0.5) * UNIT_STEP * (noise[depth[node] ?? 0] ?? 0)
    const expected = shares[node] ?? 0
    const weight = expected * (1 + factor)
    const share = weight / (weight + (1 - expected) * (1 - factor))
    const begun = clock[from] ?? 0
    const variance = Math.max(0, (clock[to] ?? 0) - begun)
    const start = position[from] ?? 0
    const distance = (position[to] ?? 0) - start
    const inner = middle[node] ?? 0
    clock[inner] = begun + variance * share
    position[inner] = start + distance * share + Math.sqrt(variance * share * (1 - share)) * normal
  }
}

/** Noise by depth: `coarse`, and `fine` in the last so many depths. */
export function noiseByDepth(
  tree: Bisection,
  {
    coarse,
    fine,
    fineDepths,
  }: { readonly coarse: number; readonly fine: number; readonly fineDepths: number },
): Float64Array {
  const depths = tree.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0) + 1
  return Float64Array.from({ length: depths }, (_, depth) => (depth < depths - fineDepths ? coarse : fine))
}
