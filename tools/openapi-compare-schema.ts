import { keysAt, listOf, objectOf, placeAt, textOf, type JsonObject, type Place } from './openapi-json.ts'

/** A change that breaks a client. */
export interface BreakingChange {
  /**
   * Where, as a JSON pointer into the document that has it: the old one for what is gone, else the new one.
   */
  readonly pointer: string
  readonly message: string
}

/** What a client sends must stay accepted; what it receives must stay understood. */
export type Direction = 'request' | 'response'

/** The old and the new form of one schema. */
interface Pair {
  readonly base: Place
  readonly next: Place
  readonly direction: Direction
  /** The pairs this one stands in: a schema that contains itself is compared once. */
  readonly within: ReadonlySet<string>
}

/** Every change of a schema that breaks a client; additions that a client may ignore are none. */
export function schemaChanges(base: Place, next: Place, direction: Direction): BreakingChange[] {
  return changesOf({ base, next, direction, within: new Set() })
}

function changesOf(pair: Pair): BreakingChange[] {
  const { base, next, within } = pair
  const key = `${base.pointer} ${next.pointer}`
  if (within.has(key)) return []
  const inner = { ...pair, within: new Set([...within, key]) }
  const baseBranches = branchesOf(base)
  const nextBranches = branchesOf(next)
  if (baseBranches !== null || nextBranches !== null) {
    return unionChanges(inner, baseBranches ?? [base], nextBranches ?? [next])
  }
  return [
    ...typeChanges(inner),
    ...enumChanges(inner),
    ...(inner.direction === 'request' ? constraintChanges(inner) : []),
    ...propertyChanges(inner),
    ...additionalPropertyChanges(inner),
    ...itemChanges(inner),
    ...compositionChanges(inner),
  ]
}

function branchesOf(place: Place): Place[] | null {
  const keyword = ['anyOf', 'oneOf'].find((candidate) => candidate in objectOf(place.value))
  if (keyword === undefined) return null
  const union = placeAt(place, keyword)
  return keysAt(union).map((index) => placeAt(union, index))
}

/** Each alternative that may now come must fit an old one; each that could be sent must fit a new one. */
function unionChanges(pair: Pair, baseBranches: readonly Place[], nextBranches: readonly Place[]) {
  const isRequest = pair.direction === 'request'
  const [needed, offered] = isRequest ? [baseBranches, nextBranches] : [nextBranches, baseBranches]
  return needed.flatMap((branch, index) => {
    const compare = (candidate: Place) =>
      changesOf({
        ...pair,
        ...(isRequest ? { base: branch, next: candidate } : { base: candidate, next: branch }),
      })
    if (offered.some((candidate) => compare(candidate).length === 0)) return []
    const sameName = offered.find((candidate) => candidate.pointer === branch.pointer)
    const sameIndex = baseBranches.length === nextBranches.length ? offered[index] : undefined
    const counterpart = sameName ?? sameIndex
    if (counterpart !== undefined) return compare(counterpart)
    return [change(branch, isRequest ? 'this alternative is gone' : 'this alternative is new in an answer')]
  })
}

function typeChanges({ base, next, direction }: Pair): BreakingChange[] {
  const old = objectOf(base.value)
  const now = objectOf(next.value)
  const [narrow, wide] = direction === 'request' ? [old, now] : [now, old]
  const changes: BreakingChange[] = []
  const isIntegerInNumber = narrow.type === 'integer' && wide.type === 'number'
  if (wide.type !== undefined && narrow.type !== wide.type && !isIntegerInNumber) {
    changes.push(change(next, `the type ${told(old.type)} became ${told(now.type)}`))
  }
  if (wide.format !== undefined && narrow.format !== wide.format) {
    changes.push(change(next, `the format ${told(old.format)} became ${told(now.format)}`))
  }
  if (narrow.nullable === true && wide.nullable !== true) {
    changes.push(change(next, direction === 'request' ? 'null is no longer taken' : 'it may now be null'))
  }
  return changes
}

function enumChanges({ base, next, direction }: Pair): BreakingChange[] {
  const old = objectOf(base.value)
  const now = objectOf(next.value)
  const oldValues = valuesOf(old)
  const newValues = valuesOf(now)
  if (direction === 'request') {
    if (newValues === null) return []
    if (oldValues === null) return [change(next, 'only listed values are taken now')]
    const gone = oldValues.filter((value) => !newValues.includes(value))
    return gone.map((value) => change(next, `the value ${value} is no longer taken`))
  }
  if (oldValues === null) return []
  const isClosed = /\bclosed list\b/i.test(textOf(old.description))
  if (newValues === null) return isClosed ? [change(next, 'the closed list of values is gone')] : []
  const added = newValues.filter((value) => !oldValues.includes(value))
  const isOther = added.length === newValues.length
  return isClosed || isOther
    ? added.map((value) => change(next, `the value ${value} is new in an answer`))
    : []
}

const lowerBounds = ['minimum', 'minLength', 'minItems', 'minProperties'] as const
const upperBounds = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const
const exactConstraints = ['pattern', 'multipleOf', 'uniqueItems'] as const
const exclusions = ['exclusiveMinimum', 'exclusiveMaximum'] as const

function constraintChanges({ base, next }: Pair): BreakingChange[] {
  const old = objectOf(base.value)
  const now = objectOf(next.value)
  const tightened = (keyword: string, sign: 1 | -1) => {
    const limit = now[keyword]
    const before = old[keyword]
    return typeof limit === 'number' && (typeof before !== 'number' || sign * limit > sign * before)
  }
  const keywords: readonly string[] = [
    ...lowerBounds.filter((keyword) => tightened(keyword, 1)),
    ...upperBounds.filter((keyword) => tightened(keyword, -1)),
    ...exactConstraints.filter((keyword) => now[keyword] !== undefined && now[keyword] !== old[keyword]),
    ...exclusions.filter((keyword) => now[keyword] === true && old[keyword] !== true),
  ]
  return [
    ...keywords.map((keyword) =>
      change(next, `${keyword} went from ${told(old[keyword])} to ${told(now[keyword])}`),
    ),
    ...(told(old.default) === told(now.default)
      ? []
      : [change(next, `the default went from ${told(old.default)} to ${told(now.default)}`)]),
  ]
}

function propertyChanges(pair: Pair): BreakingChange[] {
  const { base, next, direction } = pair
  const oldRequired = listOf(objectOf(base.value).required)
  const newRequired = listOf(objectOf(next.value).required)
  const oldProperties = placeAt(base, 'properties')
  const newProperties = placeAt(next, 'properties')
  const newNames = keysAt(newProperties)
  const kept = keysAt(oldProperties).flatMap((name) => {
    const old = placeAt(oldProperties, name)
    if (!newNames.includes(name)) return [change(inside(oldProperties, name), 'the field is gone')]
    const now = placeAt(newProperties, name)
    const changes = changesOf({ ...pair, base: old, next: now })
    const isDropped = oldRequired.includes(name) && !newRequired.includes(name)
    return direction === 'response' && isDropped
      ? [change(inside(newProperties, name), 'the field became optional'), ...changes]
      : changes
  })
  if (direction === 'response') return kept
  const demanded = newRequired.filter((name) => !oldRequired.includes(name)).map(String)
  return [
    ...kept,
    ...demanded.map((name) => change(inside(newProperties, name), 'the field is now required')),
  ]
}

function additionalPropertyChanges(pair: Pair): BreakingChange[] {
  const { base, next, direction } = pair
  const old = objectOf(base.value).additionalProperties
  const now = objectOf(next.value).additionalProperties
  if (isSchema(old) && isSchema(now)) {
    const keyword = 'additionalProperties'
    return changesOf({ ...pair, base: placeAt(base, keyword), next: placeAt(next, keyword) })
  }
  if (direction === 'request') {
    const isNarrower = (now === false && old !== false) || (isSchema(now) && old !== false)
    return isNarrower ? [change(next, 'fields of other names are no longer taken as before')] : []
  }
  return isSchema(old) ? [change(next, 'fields of other names are no longer as before')] : []
}

function itemChanges(pair: Pair): BreakingChange[] {
  const { base, next, direction } = pair
  const old = placeAt(base, 'items')
  const now = placeAt(next, 'items')
  if (old.value !== undefined && now.value !== undefined) return changesOf({ ...pair, base: old, next: now })
  const demanded = direction === 'request' ? now : old
  return demanded.value === undefined ? [] : [change(demanded, 'the items are no longer as before')]
}

function compositionChanges(pair: Pair): BreakingChange[] {
  const old = placeAt(pair.base, 'allOf')
  const now = placeAt(pair.next, 'allOf')
  const indexes = keysAt(old)
  if (indexes.length !== keysAt(now).length) return [change(now, 'the schema has other parts')]
  return indexes.flatMap((index) =>
    changesOf({ ...pair, base: placeAt(old, index), next: placeAt(now, index) }),
  )
}

/** The place of a field itself, where a reference in it is not followed. */
function inside(place: Place, name: string): { pointer: string } {
  return { pointer: `${place.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` }
}

function valuesOf(schema: JsonObject): string[] | null {
  return Array.isArray(schema.enum) ? schema.enum.map(told) : null
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function told(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}

function change({ pointer }: { pointer: string }, message: string): BreakingChange {
  return { pointer, message }
}
