/** A small contract with one of each thing that can change. */
export const base = {
  openapi: '3.0.3',
  servers: [{ url: '/' }],
  security: [],
  paths: {
    '/bars/{symbol}': {
      parameters: [{ name: 'symbol', in: 'path', required: true, schema: { type: 'string', maxLength: 64 } }],
      get: {
        operationId: 'getBars',
        parameters: [
          {
            name: 'count',
            in: 'query',
            required: false,
            schema: { type: 'integer', maximum: 100, default: 30 },
          },
          { name: 'side', in: 'query', required: true, schema: { type: 'string', enum: ['buy', 'sell'] } },
          { name: 'text', in: 'query', required: false, schema: { type: 'string' } },
        ],
        responses: {
          200: {
            description: 'The bars',
            headers: { 'API-Version': { schema: { type: 'string' } } },
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Bar' } } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
          404: {
            description: 'Unknown',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    },
    '/orders': {
      post: {
        operationId: 'submitOrder',
        requestBody: {
          required: false,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } } },
        },
        responses: {
          201: {
            description: 'The order',
            content: {
              'application/json': {
                schema: {
                  anyOf: [{ $ref: '#/components/schemas/Ticket' }, { $ref: '#/components/schemas/Refusal' }],
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Bar: {
        type: 'object',
        required: ['time', 'close', 'state'],
        properties: {
          time: { type: 'integer' },
          close: { type: 'number' },
          open: { type: 'number', nullable: true },
          at: { type: 'string', format: 'date-time' },
          state: { type: 'string', enum: ['open', 'closed'], description: 'Closed list. Whether it moves' },
          origin: { type: 'string', enum: ['sample', 'import'], description: 'Where it is from' },
          before: { $ref: '#/components/schemas/Bar' },
          extra: { type: 'object', additionalProperties: { type: 'string' } },
          parts: { allOf: [{ type: 'object', properties: { a: { type: 'string' } } }] },
        },
        additionalProperties: false,
      },
      Problem: { type: 'object', required: ['code'], properties: { code: { type: 'string', enum: ['a'] } } },
      Refusal: { type: 'object', required: ['s'], properties: { s: { type: 'string', enum: ['error'] } } },
      Ticket: {
        type: 'object',
        required: ['side'],
        properties: {
          side: { type: 'string' },
          limit: { type: 'number', nullable: true, minimum: 0 },
          note: { anyOf: [{ type: 'string', maxLength: 10 }, { type: 'integer' }] },
          labels: { type: 'array', items: { type: 'string' }, maxItems: 5 },
        },
      },
    },
  },
}

export type Json = Record<string, unknown>

/** The value at a path of keys, for edits: a test that edits what is not there must fail. */
export function find(document: Json, ...keys: readonly (string | number)[]): Json {
  return keys.reduce<Json>((parent, key) => {
    const inner = parent[key]
    if (typeof inner !== 'object' || inner === null) throw new Error(`the contract has no ${keys.join(' ')}`)
    return inner as Json
  }, document)
}

export const getBars = ['paths', '/bars/{symbol}', 'get']
export const submitOrder = ['paths', '/orders', 'post']
export const ok = [...getBars, 'responses', '200']
export const bar = ['components', 'schemas', 'Bar']
const ticket = ['components', 'schemas', 'Ticket']
/** `Ticket` is sent and answered; this edit makes it two schemas, so that only what is sent changes. */
const sent = [...submitOrder, 'requestBody', 'content', 'application/json']

export type Edit = (document: Json) => void
export const set =
  (keys: readonly (string | number)[], values: Json): Edit =>
  (document) =>
    Object.assign(find(document, ...keys), values)
export const remove =
  (keys: readonly (string | number)[], key: string): Edit =>
  (document) => {
    if (!Reflect.has(find(document, ...keys), key)) throw new Error(`the contract has no ${key}`)
    Reflect.deleteProperty(find(document, ...keys), key)
  }
export const setSent =
  (keys: readonly (string | number)[], values: Json): Edit =>
  (document) => {
    find(document, ...sent)['schema'] = structuredClone(find(document, ...ticket))
    Object.assign(find(document, ...sent, 'schema', ...keys), values)
  }
