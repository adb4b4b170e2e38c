/** Where two values differ first, and what they hold there; `null`: they are the same. */
export interface Difference {
  readonly path: string
  readonly one: unknown
  readonly other: unknown
}

/** Compares plain data deeply, by the names of both; -0 is not 0. */
export function findDifference(one: unknown, other: unknown, path = ''): Difference | null {
  if (Object.is(one, other)) return null
  if (!isRecord(one) || !isRecord(other)) return { path, one, other }
  if (Array.isArray(one) !== Array.isArray(other)) return { path, one, other }
  if (Array.isArray(one) && Array.isArray(other)) return inLists(one, other, path)
  for (const name of Object.keys(one)) {
    const difference = findDifference(one[name], other[name], join(path, name))
    if (difference !== null) return difference
  }
  const missing = Object.keys(other).find((name) => !(name in one))
  return missing === undefined ? null : { path: join(path, missing), one: undefined, other: other[missing] }
}

function inLists(one: readonly unknown[], other: readonly unknown[], path: string): Difference | null {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = findDifference(one[index], other[index], `${path}[${index}]`)
    if (difference !== null) return difference
  }
  return null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Plain data as one line; bigints as `1n`, numbers that are no numbers as their names. */
export function textOf(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return `'${value}'`
  if (Object.is(value, -0)) return '-0'
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`
  if (!isRecord(value)) return String(value)
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${textOf(inner)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
