import { operations } from '../operations/index.ts'
import { tags, type Operation } from '../operations/operation.ts'
import { apiVersions, type ApiVersion } from '../versions.ts'
import { schemaComponents } from './component-schemas.ts'
import type { OpenApiDocument, OperationObject } from './openapi-types.ts'
import { hasOpenQuery, parametersOf, requestBodyOf } from './request-objects.ts'
import { createResponseWriter, type ResponseWriter } from './response-objects.ts'

/** The title of every document: clients know the API by it. */
export const API_TITLE = 'Trading API'

/** The versions that have operations, and so a document. */
export type DocumentedVersion = 'v1'

const description = `Market data of a Trading Pro server.

- Every refusal is an RFC 9457 problem; its \`code\` says which. An unknown path answers 404 \`not_found\`,
  another method 405 \`method_not_allowed\` with \`Allow\`.
- Unknown query names and body fields are refused with 400; only the UDF calls ignore query names they do not
  know.
- Within a version nothing is taken away. Answers may gain fields, and lists of values that are not called a
  closed list may gain values: ignore what you do not know.`

/**
 * The OpenAPI document of an API version, made from the operations: always the same for the same code.
 *
 * @param versions - the life of the versions; a deprecated one marks every operation, and documents its
 * headers
 */
export function openApiDocument(
  version: DocumentedVersion,
  versions: readonly ApiVersion[] = apiVersions,
): OpenApiDocument {
  const status = versions.find((candidate) => candidate.version === version)?.status
  const isEnding = status === 'deprecated' || status === 'sunset'
  const writer = createResponseWriter(isEnding)
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const operation of Object.values<Operation>(operations)) {
    const path = (paths[operation.path] ??= {})
    path[operation.method] = {
      ...operationObject(operation, version, writer),
      ...(isEnding ? { deprecated: true } : {}),
    }
  }
  return {
    openapi: '3.0.3',
    info: {
      title: API_TITLE,
      version,
      description,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    security: [],
    tags: [
      { name: version, description: `API version ${version}` },
      ...Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    ],
    paths,
    components: { ...writer.components(), schemas: schemaComponents() },
  }
}

function operationObject(
  operation: Operation,
  version: DocumentedVersion,
  writer: ResponseWriter,
): OperationObject {
  const parameters = [...parametersOf('path', operation.params), ...parametersOf('query', operation.query)]
  return {
    tags: [version, operation.tag],
    summary: operation.summary,
    ...(hasOpenQuery(operation.query) ? { description: 'Query parameters of other names are ignored.' } : {}),
    operationId: operation.id,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === undefined ? {} : { requestBody: requestBodyOf(operation.body) }),
    responses: writer.responsesOf(operation.answers),
  }
}
