import type { Input } from '../command/commands.ts'
import type { Random } from './random.fixture.ts'

type Spoiled = Record<string, unknown>

/** What a field must not hold, or holds seldom. */
const oddValues: readonly unknown[] = [
  NaN,
  Infinity,
  -0,
  1 / 2,
  -1,
  0,
  1,
  3,
  7,
  999_999,
  1_000_000_000_000_000,
  1_000_000_000_000_001,
  9_007_199_254_740_992,
  9_007_199_254_740_991,
  -9_007_199_254_740_992,
  0n,
  1n,
  -1n,
  1n << 100n,
  -(1n << 100n),
  (1n << 100n) - 1n,
  10_000_000n,
  null,
  '',
  'buy',
  'market',
  'limit',
  'stop',
  'gtc',
  'gtd',
  'fok',
  'reject',
  'x'.repeat(65),
  'ü',
  true,
  false,
  [],
  {},
]

/** A copy of an input in which one field, at any depth, holds something else. */
export function spoil(random: Random, input: Input): Input {
  const copy = copyOf(input)
  const places = placesOf(copy)
  const place = random.pickOrNull(places)
  if (place === null) return copy
  const { holder, name } = place
  if (random.chance(20)) Reflect.deleteProperty(holder, name)
  else holder[name] = anotherValue(random, holder[name])
  return copy
}

/** Off by one or a few, negated, far too large, or something else altogether. */
function anotherValue(random: Random, value: unknown): unknown {
  const isNumber = typeof value === 'number'
  if (isNumber && random.chance(600)) {
    return random.pick([value + 1, value - 1, value + 3, -value, value * 1_000, value / 2, 0])
  }
  if (typeof value === 'bigint' && random.chance(600)) return random.pick([-value, value * 1_000_000n, 0n])
  if (typeof value === 'boolean' && random.chance(600)) return !value
  return random.pick(oddValues)
}

interface Place {
  readonly holder: Spoiled
  readonly name: string
}

/** Every field of a record, and of what is in it; `kind` is left alone. */
function placesOf(value: unknown): Place[] {
  if (!isRecord(value)) return []
  return Object.keys(value)
    .filter((name) => name !== 'kind')
    .flatMap((name) => [{ holder: value, name }, ...placesOf(value[name])])
}

function isRecord(value: unknown): value is Spoiled {
  return typeof value === 'object' && value !== null
}

/** A deep copy of plain data. */
export function copyOf<T>(value: T): T {
  if (!isRecord(value)) return value
  const copy = Array.isArray(value) ? Object.assign([], value) : { ...value }
  copyFields(copy)
  return copy
}

function copyFields(record: Spoiled): void {
  for (const name of Object.keys(record)) record[name] = copyOf(record[name])
}
