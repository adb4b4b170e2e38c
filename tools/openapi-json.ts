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

/** An operation with where it stands in its document. */
export interface DocumentOperation {
  readonly path: string
  readonly method: string
  readonly operation: JsonObject
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** All operations of a document, in its order. */
export function operationsOf(document: JsonObject): DocumentOperation[] {
  return Object.entries(objectOf(document.paths)).flatMap(([path, item]) =>
    methods
      .filter((method) => method in objectOf(item))
      .map((method) => ({ path, method, operation: objectOf(objectOf(item)[method]) })),
  )
}

/** What a local reference points to, followed to its end; any other value as it is. */
export function dereference(document: JsonObject, value: unknown): JsonObject {
  const seen = new Set<string>()
  let target = objectOf(value)
  while (typeof target.$ref === 'string') {
    const reference = target.$ref
    if (seen.has(reference) || !reference.startsWith('#/')) throw new Error(`cannot follow ${reference}`)
    seen.add(reference)
    let found: unknown = document
    for (const segment of reference.slice(2).split('/')) {
      found = objectOf(found)[segment.replaceAll('~1', '/').replaceAll('~0', '~')]
    }
    if (found === undefined) throw new Error(`nothing is at ${reference}`)
    target = objectOf(found)
  }
  return target
}
