type JsonObject = Readonly<Record<string, unknown>>

/** By these the reference page knows what belongs together once references are gone. */
const ID = 'x-parser-unique-object-id'
const MESSAGE_NAME = 'x-parser-message-name'
const SCHEMA_ID = 'x-parser-schema-id'
/** By these it knows that nothing is left to be parsed. */
const PARSED = { 'x-parser-spec-parsed': true, 'x-parser-api-version': 3 }

/**
 * An AsyncAPI document as AsyncAPI's own parser would leave it: references replaced by what they stand for,
 * everything named. A page that is given that needs no parser, which is large and makes code out of text.
 *
 * @throws Error for a reference that leads nowhere, or into itself
 */
export function parsedDocument(document: object): object {
  const named = withNames(objectOf(document))
  return { ...objectOf(resolve(named, named, [])), ...PARSED }
}

function withNames(document: JsonObject): JsonObject {
  const components = objectOf(document.components)
  return {
    ...document,
    channels: named(document.channels, ID),
    operations: named(document.operations, ID),
    components: {
      ...components,
      messages: named(named(components.messages, ID), MESSAGE_NAME),
      schemas: named(components.schemas, SCHEMA_ID),
    },
  }
}

function named(values: unknown, field: string): JsonObject {
  const entries = Object.entries(objectOf(values))
  return Object.fromEntries(entries.map(([name, value]) => [name, { ...objectOf(value), [field]: name }]))
}

function resolve(value: unknown, document: JsonObject, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, document, within))
  if (typeof value !== 'object' || value === null) return value
  const { $ref } = objectOf(value)
  if (typeof $ref === 'string') {
    if (within.includes($ref)) throw new Error(`the reference ${$ref} leads into itself`)
    return resolve(targetOf($ref, document), document, [...within, $ref])
  }
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([name, inner]) => [name, resolve(inner, document, within)]))
}

/** What a reference stands for, which may be a reference again. */
function targetOf(reference: string, document: JsonObject): unknown {
  let target: unknown = document
  for (const part of reference.replace(/^#\//, '').split('/')) {
    target = typeof target === 'object' && target !== null ? objectOf(target)[part] : undefined
    if (target === undefined) throw new Error(`the reference ${reference} leads nowhere`)
  }
  return target
}

function objectOf(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw new Error('an object was expected')
  return value as JsonObject
}
