import { placeAt, realAt } from './elements.ts'
/**
 * The order in which the pieces of a span are halved until each is one unit long: coarse before fine, every
 * node after the one it is a half of.
 */
export interface Bisection {
  /** Node `n` halves the units from `low[n]` to before `high[n]` at `middle[n]`. */
  readonly low: Uint16Array
  readonly middle: Uint16Array
  readonly high: Uint16Array
  /** How many halvings came before that of a node; 0 for the whole. */
  readonly depth: Uint8Array
  /**
   * Which random words a node takes, of `wordCount` in all. A node that is wider than a group of units has a
   * word of its own; those of a group share two words of key, 1 in `isKeyed`.
   */
  readonly place: Uint16Array
  readonly isKeyed: Uint8Array
  readonly wordCount: number
}

interface Node {
  readonly low: number
  readonly high: number
  readonly depth: number
  readonly place: number
  readonly isKeyed: boolean
}

/**
 * Halves a span of at least two units; where they are odd in number the later half has one more.
 *
 * @param unitsPerGroup - the widest node that shares its key with the nodes inside it
 */
export function bisect(units: number, unitsPerGroup: number): Bisection {
  const nodes: Node[] = []
  let wordCount = 0
  function add(span: Pick<Node, 'low' | 'high' | 'depth'>, parent: Node | null): void {
    const width = span.high - span.low
    if (width < 2) return
    const isKeyed = width <= unitsPerGroup
    const isInGroup = parent?.isKeyed === true
    nodes.push({ ...span, isKeyed, place: isInGroup ? parent.place : wordCount })
    if (!isInGroup) wordCount += isKeyed ? 2 : 1
  }
  add({ low: 0, high: units, depth: 0 }, null)
  for (const node of nodes) {
    const middle = (node.low + node.high) >>> 1
    add({ low: node.low, high: middle, depth: node.depth + 1 }, node)
    add({ low: middle, high: node.high, depth: node.depth + 1 }, node)
  }
  return {
    low: Uint16Array.from(nodes, ({ low }) => low),
    middle: Uint16Array.from(nodes, ({ low, high }) => (low + high) >>> 1),
    high: Uint16Array.from(nodes, ({ high }) => high),
    depth: Uint8Array.from(nodes, ({ depth }) => depth),
    place: Uint16Array.from(nodes, ({ place }) => place),
    isKeyed: Uint8Array.from(nodes, ({ isKeyed }) => (isKeyed ? 1 : 0)),
    wordCount,
  }
}

/**
 * For each node, which part of the weight of its units is in its earlier half; one half where there is none.
 *
 * @param weights - of the units, none negative
 */
export function earlierShares(tree: Bisection, weights: Float64Array): Float64Array {
  const before = new Float64Array(weights.length + 1)
  for (const [unit, weight] of weights.entries()) before[unit + 1] = realAt(before, unit) + weight
  const sum = (from: number, to: number) => realAt(before, to) - realAt(before, from)
  return Float64Array.from(tree.low, (low, node) => {
    const middle = placeAt(tree.middle, node)
    const high = placeAt(tree.high, node)
    const whole = sum(low, high)
    // A half without any weight has none exactly, whatever the rounding of the sums.
    if (isEmpty(weights, middle, high)) return isEmpty(weights, low, middle) ? 0.5 : 1
    return isEmpty(weights, low, middle) ? 0 : sum(low, middle) / whole
  })
}

function isEmpty(weights: Float64Array, from: number, to: number): boolean {
  for (let unit = from; unit < to; unit += 1) if (weights[unit] !== 0) return false
  return true
}
