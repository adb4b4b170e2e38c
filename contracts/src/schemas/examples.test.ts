import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { namedSchemas } from '../openapi/component-schemas.ts'
import { operations } from '../operations/index.ts'
import type { Operation } from '../operations/operation.ts'

interface Example {
  readonly place: string
  readonly schema: object
  readonly value: unknown
}

/** Every example within a schema, with the schema it stands in. */
function examplesIn(schema: unknown, place: string): Example[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own: readonly unknown[] =
    'examples' in schema && Array.isArray(schema.examples) ? schema.examples : []
  return [
    ...own.map((value) => ({ place, schema, value })),
    ...Object.entries(schema).flatMap(([key, inner]) => examplesIn(inner, `${place}/${key}`)),
  ]
}

const parts = Object.values<Operation>(operations).flatMap(({ id, params, query, body, answers }) =>
  examplesIn({ params, query, body, answers }, id),
)
const examples = [...parts, ...examplesIn(namedSchemas, 'schemas')]

const ajv = new Ajv({ strict: true, allowUnionTypes: true })
addFormats.default(ajv)

describe('the examples', () => {
  it('stand in the schemas of requests and answers', () => {
    expect(examples.length).toBeGreaterThan(50)
  })

  it('are all valid', () => {
    const invalid = examples.filter(({ schema, value }) => !ajv.validate(schema, value))
    expect(invalid).toEqual([])
  })
})
