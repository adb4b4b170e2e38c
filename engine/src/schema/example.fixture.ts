import type { AnyField, Shape } from './field.ts'

/**
 * One value of a shape that is always the same: every number and text in it differs from those around it, so
 * that no two fields can change places unseen.
 */
export function exampleOf(field: AnyField, withOptional: boolean): unknown {
  let count = 0
  const next = (): number => (count += 1)
  const make = (shape: Shape): unknown => {
    switch (shape.kind) {
      case 'integer':
        return integerAt(next(), shape)
      case 'bigint':
        return bigintAt(next(), shape)
      case 'text':
        return shape.unitsMax < 20
          ? `CUR${next()}`
          : `text_${next()}-é`.slice(0, shape.alphabet === null ? 20 : -2)
      case 'boolean':
        return next() % 2 === 0
      case 'words':
        return shape.words[next() % shape.words.length]
      case 'constant':
        return shape.value
      case 'nullable':
        return withOptional ? make(shape.of.shape) : null
      case 'list':
        return withOptional ? [make(shape.of.shape), make(shape.of.shape)] : []
      case 'pair':
        return [make(shape.of.shape), make(shape.of.shape)]
      case 'struct':
        return Object.fromEntries(
          Object.entries(shape.fields).map(([name, inner]) => [name, make(inner.shape)]),
        )
      case 'since':
        return make(shape.of.shape)
      default:
        return shape satisfies never
    }
  }
  return make(field.shape)
}

/** Sizes from one byte to eight, and negative ones where they are allowed. */
function integerAt(count: number, { min, max }: { min: number; max: number }): number {
  const sizes = [
    count,
    300 + count,
    1_000_000 + count,
    1_763_865_855_000 + count,
    9_007_199_254_740_000 + count,
  ]
  const value = sizes[count % sizes.length] ?? count
  if (value > max) return max - count
  return min < 0 && count % 3 === 0 ? -value : value
}

function bigintAt(count: number, { min, max }: { min: bigint; max: bigint }): bigint {
  const value = (1n << BigInt((count * 13) % 90)) + BigInt(count)
  if (value > max) return max
  return min < 0n && count % 3 === 0 ? -value : value
}
