import type { TSchema } from 'typebox'
import type { SchemaObject } from './openapi-types.ts'

type Keywords = Readonly<Record<string, unknown>>
/** Gives what stands in the place of an inner schema: a reference, or its own translation. */
type InnerSchema = (schema: Keywords) => SchemaObject

const copiedKeywords: ReadonlySet<string> = new Set([
  ...['type', 'title', 'description', 'default', 'enum', 'format', 'pattern', 'required'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems'],
])

/**
 * Translates a JSON Schema of TypeBox to the dialect of OpenAPI 3.0: `const` is an enum of one, null is
 * `nullable`, pattern properties are additional ones, exclusive bounds are flags, the first of the examples
 * is the example.
 *
 * @param inner - what stands for a schema inside this one
 * @throws for what OpenAPI 3.0 cannot say: tuples, null alone, several property patterns, unknown keywords
 */
export function schemaDialect(schema: TSchema, inner: InnerSchema): SchemaObject {
  const keywords: Keywords = { ...schema }
  if (isNull(keywords)) throw new Error('OpenAPI 3.0 has no schema for null alone')
  const translated: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(keywords)) {
    Object.assign(translated, translateKeyword(keyword, value, inner))
  }
  return translated
}

function translateKeyword(keyword: string, value: unknown, inner: InnerSchema): SchemaObject {
  if (copiedKeywords.has(keyword)) return { [keyword]: value }
  switch (keyword) {
    case '$id':
      return {}
    case 'const':
      return { enum: [value] }
    case 'examples':
      return { example: asArray(value)[0] }
    case 'exclusiveMinimum':
      return { minimum: value, exclusiveMinimum: true }
    case 'exclusiveMaximum':
      return { maximum: value, exclusiveMaximum: true }
    case 'properties':
      return { properties: mapValues(asKeywords(value), (property) => inner(asKeywords(property))) }
    case 'items':
      if (Array.isArray(value)) throw new Error('OpenAPI 3.0 has no tuples: use an object')
      return { items: inner(asKeywords(value)) }
    case 'additionalProperties':
      return { additionalProperties: typeof value === 'boolean' ? value : inner(asKeywords(value)) }
    case 'patternProperties':
      return { additionalProperties: inner(asKeywords(onlyValue(asKeywords(value)))) }
    case 'anyOf':
      return translateUnion(asArray(value).map(asKeywords), inner)
    case 'allOf':
      return { allOf: asArray(value).map((part) => inner(asKeywords(part))) }
    default:
      throw new Error(`OpenAPI 3.0 has no form for the keyword ${keyword}`)
  }
}

function translateUnion(branches: readonly Keywords[], inner: InnerSchema): SchemaObject {
  const others = branches.filter((branch) => !isNull(branch)).map(inner)
  const [only] = others
  if (others.length === branches.length) return { anyOf: others }
  if (only !== undefined && others.length === 1 && 'type' in only) return { ...only, nullable: true }
  // `nullable` says nothing without a type beside it, so null gets a branch of its own.
  return { anyOf: [...others, { type: 'object', nullable: true, enum: [null] }] }
}

function isNull(schema: Keywords): boolean {
  return schema.type === 'null'
}

function onlyValue(patterns: Keywords): unknown {
  const values = Object.values(patterns)
  if (values.length !== 1) throw new Error('OpenAPI 3.0 has no property patterns: one for all names at most')
  return values[0]
}

function mapValues(source: Keywords, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, change(value)]))
}

function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('A list of schemas or examples was expected')
  return value
}

function asKeywords(value: unknown): Keywords {
  if (typeof value !== 'object' || value === null) throw new Error('A schema was expected')
  return { ...value }
}
