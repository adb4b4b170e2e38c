/** JSON whose shape is not known yet: documents come from files and from servers. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object; an empty one for anything else. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** The value as a list; an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as a text; an empty one for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A value within a document, and where it stands. */
export interface Place {
  readonly document: JsonObject
  /** JSON pointer from the root of the document; after a reference that of its target. */
  readonly pointer: string
  readonly value: unknown
}

/** The root of a document. */
export function rootOf(document: JsonObject): Place {
  return { document, pointer: '', value: document }
}

/**
 * What stands below the place under the keys, references followed; its value is `undefined` if nothing does.
 */
export function placeAt(place: Place, ...keys: readonly (string | number)[]): Place {
  return keys.reduce<Place>((parent, key) => {
    const { document, pointer, value } = parent
    const inner = Array.isArray(value) ? listOf(value)[Number(key)] : objectOf(value)[key]
    return followed({ document, pointer: `${pointer}/${escaped(String(key))}`, value: inner }, new Set())
  }, place)
}

/** The keys below a place: of an object, or of a list. */
export function keysAt(place: Place): string[] {
  return Array.isArray(place.value) ? Object.keys(place.value) : Object.keys(objectOf(place.value))
}

function followed(place: Place, seen: ReadonlySet<string>): Place {
  const reference = objectOf(place.value).$ref
  if (typeof reference !== 'string') return place
  if (seen.has(reference) || !reference.startsWith('#/')) throw new Error(`cannot follow ${reference}`)
  let value: unknown = place.document
  for (const segment of reference.slice(2).split('/')) {
    value = objectOf(value)[segment.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  if (value === undefined) throw new Error(`nothing is at ${reference}`)
  return followed({ ...place, pointer: reference.slice(1), value }, new Set([...seen, reference]))
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** An operation with where it stands in its document. */
export interface DocumentOperation {
  readonly path: string
  readonly method: string
  readonly place: Place
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** All operations of a document, in its order. */
export function operationsOf(document: JsonObject): DocumentOperation[] {
  const paths = placeAt(rootOf(document), 'paths')
  return keysAt(paths).flatMap((path) => {
    const item = placeAt(paths, path)
    return methods
      .filter((method) => method in objectOf(item.value))
      .map((method) => ({ path, method, place: placeAt(item, method) }))
  })
}
