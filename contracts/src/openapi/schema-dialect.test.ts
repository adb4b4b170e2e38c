import { Type, type TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import { schemaOrReference } from './component-schemas.ts'
import { schemaDialect } from './schema-dialect.ts'
import { Bar } from '../schemas/datafeed.ts'
import type { SchemaObject } from './openapi-types.ts'

function translate(schema: TSchema): SchemaObject {
  return schemaDialect(schema, translate)
}

describe('the dialect of OpenAPI 3.0', () => {
  it.each<[string, TSchema, SchemaObject]>([
    ['one value is an enum of one', Type.Literal('x'), { type: 'string', enum: ['x'] }],
    [
      'a type or null is nullable, and keeps its description',
      Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'd', examples: [5] }),
      { type: 'integer', minimum: 1, nullable: true, description: 'd', example: 5 },
    ],
    [
      'a choice stays a choice',
      Type.Union([Type.String(), Type.Integer()]),
      { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    ],
    [
      'a choice with null has a branch for null',
      Type.Union([Type.String(), Type.Integer(), Type.Null()]),
      {
        anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'object', nullable: true, enum: [null] }],
      },
    ],
    [
      'a record has additional properties',
      Type.Record(Type.String(), Type.Integer()),
      { type: 'object', additionalProperties: { type: 'integer' } },
    ],
    [
      'additional properties of a type',
      Type.Object({}, { additionalProperties: Type.String() }),
      { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
    ],
    [
      'exclusive bounds are flags beside the bounds',
      Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 9 }),
      { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
    ],
    [
      'the first example is the example, at every depth',
      Type.Array(Type.Object({ a: Type.String({ examples: ['x', 'y'] }) }, { $id: 'A' })),
      {
        type: 'array',
        items: { type: 'object', required: ['a'], properties: { a: { type: 'string', example: 'x' } } },
      },
    ],
    [
      'parts of an intersection are translated',
      Type.Intersect([Type.Object({ a: Type.Literal(1) })]),
      {
        allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'number', enum: [1] } } }],
      },
    ],
  ])('%s', (_name, schema, expected) => {
    expect(translate(schema)).toEqual(expected)
  })

  it.each<[string, TSchema, string]>([
    ['a tuple', { type: 'array', items: [Type.String()] }, 'tuples'],
    ['null alone', Type.Null(), 'null alone'],
    ['a keyword it does not know', Type.String({ contentEncoding: 'base64' }), 'contentEncoding'],
    ['several property patterns', { type: 'object', patternProperties: { a: {}, b: {} } }, 'patterns'],
    ['a choice that is no list', { anyOf: {} }, 'list'],
    ['items that are no schema', { type: 'array', items: 'x' }, 'schema'],
  ])('cannot say %s, and refuses it', (_name, schema, reason) => {
    expect(() => translate(schema)).toThrow(reason)
  })
})

describe('a named schema', () => {
  it('is a reference, wherever it stands', () => {
    const reference = { $ref: '#/components/schemas/Bar' }
    expect(schemaOrReference(Bar)).toEqual(reference)
    expect(schemaOrReference(Type.Array(Bar))).toEqual({ type: 'array', items: reference })
    expect(schemaOrReference(Type.Object({ last: Type.Optional(Bar) }))).toMatchObject({
      properties: { last: reference },
    })
  })

  it('or null is a choice of the reference and null', () => {
    expect(schemaOrReference(Type.Union([Bar, Type.Null()]))).toEqual({
      anyOf: [{ $ref: '#/components/schemas/Bar' }, { type: 'object', nullable: true, enum: [null] }],
    })
  })
})
