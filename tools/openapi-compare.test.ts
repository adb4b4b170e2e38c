import { openApiDocument } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import {
  bar,
  base,
  find,
  getBars,
  ok,
  remove,
  set,
  setSent,
  submitOrder,
  type Edit,
  type Json,
} from './openapi-compare.fixture.ts'
import { breakingChanges } from './openapi-compare.ts'

function changesAfter(edit: Edit): string[] {
  const next = structuredClone(base) as Json
  edit(next)
  expect(next).not.toEqual(base)
  return breakingChanges(base, next).map(({ pointer, message }) => `${pointer}: ${message}`)
}

const barPointer = '/components/schemas/Bar'
const barsPointer = '/paths/~1bars~1{symbol}/get'
const answeredPointer = '/paths/~1orders/post/responses/201/content/application~1json/schema'
const sentPointer = '/paths/~1orders/post/requestBody/content/application~1json/schema'

describe('a breaking change', () => {
  it.each<[string, Edit, string]>([
    [
      'an operation removed',
      remove(['paths'], '/orders'),
      '/paths/~1orders/post: the operation submitOrder is gone',
    ],
    [
      'a path renamed',
      (document) => {
        const paths = find(document, 'paths')
        paths['/tickets'] = paths['/orders']
        delete paths['/orders']
      },
      '/paths/~1orders/post: the operation submitOrder is gone: it moved to POST /tickets',
    ],
    [
      'a method changed',
      (document) => {
        const item = find(document, 'paths', '/orders')
        item['put'] = item['post']
        delete item['post']
      },
      '/paths/~1orders/post: the operation submitOrder is gone: it moved to PUT /orders',
    ],
    [
      'an operation renamed',
      set(getBars, { operationId: 'listBars' }),
      `${barsPointer}/operationId: getBars is now called listBars`,
    ],
    ['other servers', set([], { servers: [{ url: '/x' }] }), '/servers: the servers are others'],
    [
      'a login where none was',
      set(getBars, { security: [{ key: [] }] }),
      `${barsPointer}: it asks for another login`,
    ],
    [
      'a parameter removed',
      (document) => (find(document, ...getBars, 'parameters') as unknown as unknown[]).pop(),
      `${barsPointer}/parameters/2: the query parameter text is gone`,
    ],
    [
      'a parameter renamed',
      set([...getBars, 'parameters', 2], { name: 'query' }),
      `${barsPointer}/parameters/2: the query parameter text is gone`,
    ],
    [
      'a required parameter added',
      (document) =>
        (find(document, ...getBars, 'parameters') as unknown as unknown[]).push({
          name: 'key',
          in: 'query',
          required: true,
          schema: {},
        }),
      `${barsPointer}/parameters/3: the query parameter key is new and required`,
    ],
    [
      'a parameter made required',
      set([...getBars, 'parameters', 0], { required: true }),
      `${barsPointer}/parameters/0: the query parameter count is now required`,
    ],
    [
      'a parameter written otherwise',
      set([...getBars, 'parameters', 0], { style: 'pipeDelimited' }),
      `${barsPointer}/parameters/0: the query parameter count has another style`,
    ],
    [
      'a tighter upper bound',
      set([...getBars, 'parameters', 0, 'schema'], { maximum: 99 }),
      `${barsPointer}/parameters/0/schema: maximum went from 100 to 99`,
    ],
    [
      'a new lower bound',
      set([...getBars, 'parameters', 0, 'schema'], { minimum: 1 }),
      `${barsPointer}/parameters/0/schema: minimum went from none to 1`,
    ],
    [
      'another default',
      set([...getBars, 'parameters', 0, 'schema'], { default: 50 }),
      `${barsPointer}/parameters/0/schema: the default went from 30 to 50`,
    ],
    [
      'a tighter bound of a parameter of the path',
      set(['paths', '/bars/{symbol}', 'parameters', 0, 'schema'], { maxLength: 10 }),
      '/paths/~1bars~1{symbol}/parameters/0/schema: maxLength went from 64 to 10',
    ],
    [
      'a value no longer taken',
      set([...getBars, 'parameters', 1, 'schema'], { enum: ['buy'] }),
      `${barsPointer}/parameters/1/schema: the value "sell" is no longer taken`,
    ],
    [
      'a free text limited to values',
      set([...getBars, 'parameters', 2, 'schema'], { enum: ['a'] }),
      `${barsPointer}/parameters/2/schema: only listed values are taken now`,
    ],
    [
      'a pattern added',
      set([...getBars, 'parameters', 2, 'schema'], { pattern: '^a' }),
      `${barsPointer}/parameters/2/schema: pattern went from none to "^a"`,
    ],
    [
      'a format demanded',
      set([...getBars, 'parameters', 2, 'schema'], { format: 'date' }),
      `${barsPointer}/parameters/2/schema: the format none became "date"`,
    ],
    [
      'a number parameter that must be a text',
      set([...getBars, 'parameters', 0, 'schema'], { type: 'string' }),
      `${barsPointer}/parameters/0/schema: the type "integer" became "string"`,
    ],
    [
      'a body made required',
      set([...submitOrder, 'requestBody'], { required: true }),
      '/paths/~1orders/post/requestBody: the body is now required',
    ],
    [
      'a body removed',
      remove(submitOrder, 'requestBody'),
      '/paths/~1orders/post/requestBody: the body is gone',
    ],
    [
      'a required body added',
      set(getBars, { requestBody: { required: true, content: {} } }),
      `${barsPointer}/requestBody: the body is now required`,
    ],
    [
      'a media type no longer taken',
      (document) => {
        const content = find(document, ...submitOrder, 'requestBody', 'content')
        content['text/json'] = content['application/json']
        delete content['application/json']
      },
      '/paths/~1orders/post/requestBody/content/application~1json: the media type application/json is gone',
    ],
    [
      'a body field made required',
      setSent([], { required: ['side', 'limit'] }),
      `${sentPointer}/properties/limit: the field is now required`,
    ],
    [
      'a body field removed',
      setSent([], { properties: {}, required: [] }),
      '/components/schemas/Ticket/properties/side: the field is gone',
    ],
    [
      'null no longer taken',
      setSent(['properties', 'limit'], { nullable: false }),
      `${sentPointer}/properties/limit: null is no longer taken`,
    ],
    [
      'a bound that excludes its value',
      setSent(['properties', 'limit'], { exclusiveMinimum: true }),
      `${sentPointer}/properties/limit: exclusiveMinimum went from none to true`,
    ],
    [
      'unknown body fields refused',
      setSent([], { additionalProperties: false }),
      `${sentPointer}: fields of other names are no longer taken as before`,
    ],
    [
      'items of a body narrowed',
      setSent(['properties', 'labels', 'items'], { maxLength: 3 }),
      `${sentPointer}/properties/labels/items: maxLength went from none to 3`,
    ],
    [
      'an alternative of a body removed',
      setSent(['properties', 'note'], { anyOf: [{ type: 'string', maxLength: 10 }] }),
      '/components/schemas/Ticket/properties/note/anyOf/1: this alternative is gone',
    ],
    [
      'an alternative of a body narrowed',
      setSent(['properties', 'note', 'anyOf', 0], { maxLength: 9 }),
      `${sentPointer}/properties/note/anyOf/0: maxLength went from 10 to 9`,
    ],
    [
      'a success status removed',
      (document) => {
        const responses = find(document, ...submitOrder, 'responses')
        responses['200'] = responses['201']
        delete responses['201']
      },
      '/paths/~1orders/post/responses/201: the answer 201 is gone',
    ],
    [
      'a media type of an answer removed',
      remove([...ok, 'content'], 'text/csv'),
      `${barsPointer}/responses/200/content/text~1csv: the media type text/csv is gone`,
    ],
    [
      'a header of an answer removed',
      remove([...ok, 'headers'], 'API-Version'),
      `${barsPointer}/responses/200/headers/API-Version: the header API-Version is gone`,
    ],
    [
      'an answered field removed',
      remove([...bar, 'properties'], 'at'),
      `${barPointer}/properties/at: the field is gone`,
    ],
    [
      'an answered field made optional',
      set(bar, { required: ['close', 'state'] }),
      `${barPointer}/properties/time: the field became optional`,
    ],
    [
      'an answered integer that may be any number',
      set([...bar, 'properties', 'time'], { type: 'number' }),
      `${barPointer}/properties/time: the type "integer" became "number"`,
    ],
    [
      'an answered type left open',
      remove([...bar, 'properties', 'close'], 'type'),
      `${barPointer}/properties/close: the type "number" became none`,
    ],
    [
      'an answered field that may be null',
      set([...bar, 'properties', 'close'], { nullable: true }),
      `${barPointer}/properties/close: it may now be null`,
    ],
    [
      'another format of an answered field',
      set([...bar, 'properties', 'at'], { format: 'date' }),
      `${barPointer}/properties/at: the format "date-time" became "date"`,
    ],
    [
      'a new value in a closed list of an answer',
      set([...bar, 'properties', 'state'], { enum: ['open', 'closed', 'paused'] }),
      `${barPointer}/properties/state: the value "paused" is new in an answer`,
    ],
    [
      'a closed list of an answer opened',
      remove([...bar, 'properties', 'state'], 'enum'),
      `${barPointer}/properties/state: the closed list of values is gone`,
    ],
    [
      'only new values in an open list of an answer',
      set([...bar, 'properties', 'origin'], { enum: ['live'] }),
      `${barPointer}/properties/origin: the value "live" is new in an answer`,
    ],
    [
      'another type of further fields of an answer',
      set([...bar, 'properties', 'extra', 'additionalProperties'], { type: 'integer' }),
      `${barPointer}/properties/extra/additionalProperties: the type "string" became "integer"`,
    ],
    [
      'further fields of an answer of any type',
      set([...bar, 'properties', 'extra'], { additionalProperties: true }),
      `${barPointer}/properties/extra: fields of other names are no longer as before`,
    ],
    [
      'items of an answer of any type',
      remove([...ok, 'content', 'application/json', 'schema'], 'items'),
      `${barPointer}: the items are no longer as before`,
    ],
    [
      'a field of a part of an answer removed',
      remove([...bar, 'properties', 'parts', 'allOf', 0, 'properties'], 'a'),
      `${barPointer}/properties/parts/allOf/0/properties/a: the field is gone`,
    ],
    [
      'other parts of an answer',
      set([...bar, 'properties', 'parts'], { allOf: [] }),
      `${barPointer}/properties/parts/allOf: the schema has other parts`,
    ],
    [
      'a new alternative of an answer',
      (document) =>
        (
          find(
            document,
            ...submitOrder,
            'responses',
            '201',
            'content',
            'application/json',
            'schema',
            'anyOf',
          ) as unknown as unknown[]
        ).push({ type: 'string' }),
      `${answeredPointer}/anyOf/2: this alternative is new in an answer`,
    ],
    [
      'a changed alternative of an answer',
      set(['components', 'schemas', 'Refusal'], { required: [] }),
      '/components/schemas/Refusal/properties/s: the field became optional',
    ],
    [
      'a field of a refusal removed',
      set(['components', 'schemas', 'Problem'], { required: [], properties: {} }),
      '/components/schemas/Problem/properties/code: the field is gone',
    ],
  ])('%s is caught', (_name, edit, expected) => {
    expect(changesAfter(edit)).toContain(expected)
  })

  it('of a schema that many operations share is told once', () => {
    const next = structuredClone(base) as Json
    find(next, 'paths')['/other'] = structuredClone(find(next, 'paths', '/bars/{symbol}'))
    const withOther = structuredClone(next)
    remove([...bar, 'properties'], 'at')(next)
    expect(breakingChanges(withOther, next)).toHaveLength(1)
  })
})

describe('an addition', () => {
  it.each<[string, Edit]>([
    ['an operation', set(['paths'], { '/more': { get: { operationId: 'more', responses: {} } } })],
    [
      'an optional parameter',
      (document) =>
        (find(document, ...getBars, 'parameters') as unknown as unknown[]).push({
          name: 'more',
          in: 'query',
          required: false,
          schema: { type: 'string' },
        }),
    ],
    ['a parameter made optional', set([...getBars, 'parameters', 1], { required: false })],
    ['a wider bound', set([...getBars, 'parameters', 0, 'schema'], { maximum: 200 })],
    ['a bound taken away', remove([...getBars, 'parameters', 0, 'schema'], 'maximum')],
    [
      'a further value taken',
      set([...getBars, 'parameters', 1, 'schema'], { enum: ['sell', 'buy', 'short'] }),
    ],
    ['any value taken', remove([...getBars, 'parameters', 1, 'schema'], 'enum')],
    ['a number where an integer was taken', set([...getBars, 'parameters', 0, 'schema'], { type: 'number' })],
    ['an optional body', set(getBars, { requestBody: { required: false, content: {} } })],
    ['an optional body field', setSent(['properties'], { more: { type: 'string' } })],
    ['a body field made optional', setSent([], { required: [] })],
    ['null taken', setSent(['properties', 'side'], { nullable: true })],
    [
      'an alternative taken',
      setSent(['properties', 'side'], { type: undefined, anyOf: [{ type: 'string' }, {}] }),
    ],
    [
      'a status, success or not',
      set([...getBars, 'responses'], { 202: { description: 'Later' }, 429: { description: 'Slower' } }),
    ],
    ['a refusal less', remove([...getBars, 'responses'], '404')],
    ['a media type of an answer', set([...ok, 'content'], { 'text/plain': { schema: { type: 'string' } } })],
    ['a header of an answer', set([...ok, 'headers'], { Sunset: { schema: { type: 'string' } } })],
    ['an answered field', set([...bar, 'properties'], { more: { type: 'string' } })],
    ['an answered field that is always there', set(bar, { required: ['time', 'close', 'state', 'at'] })],
    ['an answered number that is an integer', set([...bar, 'properties', 'close'], { type: 'integer' })],
    ['an answered field that is never null', remove([...bar, 'properties', 'open'], 'nullable')],
    [
      'a value in an open list',
      set([...bar, 'properties', 'origin'], { enum: ['sample', 'import', 'live'] }),
    ],
    ['a value less in a closed list', set([...bar, 'properties', 'state'], { enum: ['open'] })],
    ['an answer with bounds', set([...bar, 'properties', 'close'], { minimum: 0 })],
    [
      'an alternative of an answer less',
      (document) => {
        const content = find(document, ...submitOrder, 'responses', '201', 'content', 'application/json')
        content['schema'] = { $ref: '#/components/schemas/Ticket' }
      },
    ],
    ['a login that may be left out', set(getBars, { security: [{}, { key: [] }] })],
    ['other words', set(getBars, { summary: 'Bars', description: 'All of them' })],
  ])('%s is let through', (_name, edit) => {
    expect(changesAfter(edit)).toEqual([])
  })
})

describe('the contract of this code', () => {
  it('breaks nothing against itself', () => {
    const document = { ...openApiDocument('v1') }
    expect(breakingChanges(document, structuredClone(document))).toEqual([])
  })
})
