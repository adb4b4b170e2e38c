import {
  openApiDocument,
  operations,
  problems,
  type ApiVersion,
  type Operation,
} from '@trading-pro/contracts'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { decodedPath } from '../platform/decoded-path.ts'

/** An answer of the server, as it came over the wire. */
export interface WireAnswer {
  readonly method: string
  /** Path and query as they were sent. */
  readonly target: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Holds an answer against the OpenAPI document; throws when the document does not say so. */
export type AnswerCheck = (answer: WireAnswer) => void

type Document = ReturnType<typeof openApiDocument>
type DocumentedResponse = Document['components']['responses'][string]

const allOperations: readonly Operation[] = Object.values(operations)

const pathPatterns = allOperations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/**
 * Every answer must be one that the document promises for the path and method: status, media type, body,
 * header fields, and the code of a problem. Where the contract knows nothing, only problems are right.
 */
export function createAnswerCheck(versions: readonly ApiVersion[]): AnswerCheck {
  const document = openApiDocument('v1', versions)
  const validatorOf = createValidators(document)
  return (answer) => {
    const fail = (reason: string): never => {
      const start = answer.text.slice(0, 300)
      throw new Error(`${answer.method} ${answer.target} -> ${answer.status}: ${reason}\n${start}`)
    }
    for (const name of ['api-version', 'x-request-id']) {
      if ((answer.headers.get(name) ?? '') === '') fail(`no ${name}`)
    }
    const path = decodedPath(new URL(answer.target, 'http://localhost').pathname)
    const known = pathPatterns.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation)
    const method = answer.method === 'HEAD' ? 'get' : answer.method.toLowerCase()
    const operation = known.find((candidate) => candidate.method === method) ?? known[0]
    if (operation === undefined) {
      checkProblem(answer, fail)
      return
    }
    const response = responseOf(document, operation, answer.status) ?? fail('the status is not documented')
    for (const name of Object.keys(response.headers)) {
      const isOfVersion = name === 'Deprecation' || name === 'Sunset'
      if (isOfVersion && !operation.path.startsWith('/api/')) continue
      if (!answer.headers.has(name)) fail(`the documented header ${name} is missing`)
    }
    const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
    if (!(mediaType in response.content)) fail(`the media type "${mediaType}" is not documented`)
    if (answer.method === 'HEAD') return
    if (mediaType === 'application/problem+json') checkProblem(answer, fail, operation)
    const validate = validatorOf(operation, answer.status, mediaType)
    const body: unknown = mediaType.endsWith('json') ? JSON.parse(answer.text) : answer.text
    if (!validate(body)) fail(JSON.stringify(validate.errors))
  }
}

function responseOf(
  document: Document,
  operation: Operation,
  status: number,
): DocumentedResponse | undefined {
  const response = document.paths[operation.path]?.[operation.method]?.responses[status]
  if (response === undefined || !('$ref' in response)) return response
  return document.components.responses[response.$ref.replace('#/components/responses/', '')]
}

/** The document's own schemas, compiled once each. */
function createValidators(document: Document) {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(withExclusiveBounds(document), 'document')
  const compiled = new Map<string, ValidateFunction>()
  return (operation: Operation, status: number, mediaType: string): ValidateFunction => {
    const response = document.paths[operation.path]?.[operation.method]?.responses[status]
    const place =
      response !== undefined && '$ref' in response
        ? response.$ref
        : `#/paths/${pointerPart(operation.path)}/${operation.method}/responses/${status}`
    const reference = `document${place}/content/${pointerPart(mediaType)}/schema`
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference })
    compiled.set(reference, validate)
    return validate
  }
}

/** In OpenAPI 3.0 an exclusive minimum is a flag beside the minimum, in the JSON Schema of Ajv the bound. */
function withExclusiveBounds(document: Document): object {
  return JSON.parse(JSON.stringify(document), (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('exclusiveMinimum' in value)) return value
    const { minimum, ...rest } = { minimum: 0, ...value }
    return { ...rest, exclusiveMinimum: minimum }
  }) as object
}

/** RFC 6901, inside a URI. */
function pointerPart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** What no schema can say: a problem fits its status, its code, and the request. */
function checkProblem(answer: WireAnswer, fail: (reason: string) => never, operation?: Operation): void {
  if (answer.headers.get('content-type') !== 'application/problem+json; charset=utf-8') fail('is no problem')
  if (answer.method === 'HEAD') return
  const body: unknown = JSON.parse(answer.text)
  if (typeof body !== 'object' || body === null) return fail('the problem is no object')
  const fields: Readonly<Record<string, unknown>> = { ...body }
  const known = Object.entries(problems).find(([code]) => code === fields['code'])
  if (known === undefined) return fail('the code is unknown')
  const [code, { status, title }] = known
  if (fields['status'] !== status || answer.status !== status) fail('the status does not fit the code')
  if (fields['title'] !== title || fields['type'] !== `/problems/${code}`)
    fail('title or type is not the code’s')
  if (fields['instance'] !== answer.headers.get('x-request-id')) fail('the instance is not the request id')
  if (/\n\s+at |node_modules|file:\/\//.test(answer.text)) fail('the problem shows a stack')
  if (operation === undefined) return
  const codes: readonly string[] = operation.answers[status]?.codes ?? []
  if (!codes.includes(code)) fail(`the code is not documented for ${operation.id}`)
}
