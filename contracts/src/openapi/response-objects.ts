import type { Answer } from '../operations/operation.ts'
import type { ProblemCode } from '../problems.ts'
import { schemaOrReference } from './component-schemas.ts'
import type { HeaderObject, ReferenceObject, ResponseObject } from './openapi-types.ts'

type ResponsesOfOperation = Record<string, ResponseObject | ReferenceObject>

const headers = {
  'API-Version': {
    component: 'ApiVersion',
    header: {
      description: 'The API version that answered',
      schema: { type: 'string' },
      example: 'v1',
    },
  },
  'X-Request-Id': {
    component: 'RequestId',
    header: {
      description: 'Names this request in the log of the server; taken from the request if it has one',
      schema: { type: 'string' },
      example: 'req-1',
    },
  },
  Allow: {
    component: 'Allow',
    header: {
      description: 'The methods that the path has',
      schema: { type: 'string' },
      example: 'GET, HEAD',
    },
  },
  'Retry-After': {
    component: 'RetryAfter',
    header: { description: 'Seconds to wait before the next try', schema: { type: 'integer' }, example: 5 },
  },
  Deprecation: {
    component: 'Deprecation',
    header: {
      description: 'Since when the version is deprecated: `@` and Unix seconds (RFC 9745)',
      schema: { type: 'string' },
      example: '@1796083200',
    },
  },
  Sunset: {
    component: 'Sunset',
    header: {
      description: 'From when the version answers 410, an HTTP date (RFC 8594)',
      schema: { type: 'string' },
      example: 'Wed, 01 Dec 2027 00:00:00 GMT',
    },
  },
} as const satisfies Record<string, { component: string; header: HeaderObject }>
type HeaderName = keyof typeof headers

/** Collects what the responses of a document share. */
export interface ResponseWriter {
  /** The responses of one operation; a refusal with one code alone becomes a shared component. */
  responsesOf(answers: Readonly<Record<number, Answer>>): ResponsesOfOperation
  /** The components that the responses written so far refer to, sorted by name. */
  components(): { headers: Record<string, HeaderObject>; responses: Record<string, ResponseObject> }
}

/** @param isEnding - whether the version is deprecated, so that its answers say since when and until when */
export function createResponseWriter(isEnding: boolean): ResponseWriter {
  const sharedResponses = new Map<string, ResponseObject>()
  const usedHeaders = new Map<string, HeaderObject>()

  function responseOf(status: number, answer: Answer): ResponseObject {
    const references: Record<string, ReferenceObject> = {}
    for (const name of headerNames(status, isEnding)) {
      const { component, header } = headers[name]
      usedHeaders.set(component, header)
      references[name] = { $ref: `#/components/headers/${component}` }
    }
    const mediaType = answer.mediaType ?? 'application/json'
    const content = { [mediaType]: { schema: schemaOrReference(answer.schema) } }
    return { description: answer.description, headers: references, content }
  }

  return {
    responsesOf(answers) {
      const responses: ResponsesOfOperation = {}
      for (const [status, answer] of Object.entries(answers)) {
        const response = responseOf(Number(status), answer)
        const [code, ...others] = answer.codes ?? []
        if (code !== undefined && others.length === 0) {
          sharedResponses.set(pascalCase(code), response)
          responses[status] = { $ref: `#/components/responses/${pascalCase(code)}` }
        } else {
          responses[status] = response
        }
      }
      return responses
    },
    components: () => ({ headers: sortedRecord(usedHeaders), responses: sortedRecord(sharedResponses) }),
  }
}

function headerNames(status: number, isEnding: boolean): readonly HeaderName[] {
  return [
    'API-Version',
    'X-Request-Id',
    ...(status === 405 ? (['Allow'] as const) : []),
    ...(status === 503 ? (['Retry-After'] as const) : []),
    ...(isEnding ? (['Deprecation', 'Sunset'] as const) : []),
  ]
}

function pascalCase(code: ProblemCode): string {
  return code.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function sortedRecord<Value>(entries: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)))
}
