import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import { ProblemError } from './problem.ts'

type Properties = Readonly<Record<string, { readonly type?: unknown }>>

/**
 * Validates each part of a request against its schema. Nothing is converted but the numbers of a query, which
 * can only be text, and nothing is dropped: an unknown field is a mistake of the caller that we point at.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<{ properties?: Properties }> {
  const ajv = new Ajv({ useDefaults: true, strict: false, allErrors: false })
  return ({ schema, httpPart }) => {
    const validate = ajv.compile(schema)
    if (httpPart === 'body') return resultOf(validate)
    const numbers = Object.entries(schema.properties ?? {}).flatMap(([name, { type }]) =>
      type === 'integer' || type === 'number' ? [name] : [],
    )
    if (numbers.length === 0) return resultOf(validate)
    return (part: unknown) => {
      readNumbers(part, numbers)
      return resultOf(validate)(part)
    }
  }
}

function resultOf(validate: ValidateFunction) {
  return (part: unknown) =>
    validate(part) ? { value: part } : { error: (validate.errors ?? []).map(toFastify) }
}

/** Plain decimal integers only: `0x10`, ` 5`, `1e3` and the empty text stay text, and so are refused. */
function readNumbers(part: unknown, names: readonly string[]): void {
  if (typeof part !== 'object' || part === null) return
  for (const name of names) {
    const text: unknown = Reflect.get(part, name)
    if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) Reflect.set(part, name, Number(text))
  }
}

function toFastify(error: ErrorObject): FastifySchemaValidationError {
  return {
    keyword: error.keyword,
    instancePath: error.instancePath,
    schemaPath: error.schemaPath,
    params: error.params,
    message: error.message ?? 'is invalid',
  }
}

const partNames: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', body: 'body' }

/** The refusal that names each parameter that is wrong. */
export function malformedRequest(
  errors: readonly FastifySchemaValidationError[],
  part: string,
): ProblemError {
  const named = errors.map((error) => ({
    pointer: `/${partNames[part] ?? part}${pointerOf(error)}`,
    detail: detailOf(error),
  }))
  const [first] = named
  const detail = first === undefined ? 'The request is malformed.' : `${first.pointer} ${first.detail}.`
  return new ProblemError('malformed_request', detail, named)
}

function pointerOf({ instancePath, params }: FastifySchemaValidationError): string {
  const name: unknown = params.additionalProperty ?? params.missingProperty
  if (typeof name !== 'string') return instancePath
  return `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function detailOf({ keyword, message, params }: FastifySchemaValidationError): string {
  if (keyword === 'additionalProperties') return 'is not known'
  if (keyword === 'required') return 'is missing'
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return `must be one of ${params.allowedValues.join(', ')}`
  }
  return message ?? 'is invalid'
}
