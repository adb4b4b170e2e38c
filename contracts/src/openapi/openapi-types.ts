/** The part of OpenAPI 3.0.3 that our document uses: https://spec.openapis.org/oas/v3.0.3 */

/** A schema in the dialect of OpenAPI 3.0, or a reference to one. */
export type SchemaObject = Readonly<Record<string, unknown>>

/** Points to a component of the document. */
export interface ReferenceObject {
  readonly $ref: string
}

/** A parameter of the path or the query. */
export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly description?: string
  readonly required: boolean
  readonly schema: SchemaObject
  readonly example?: unknown
}

/** A header field of an answer. */
export interface HeaderObject {
  readonly description: string
  readonly schema: SchemaObject
  readonly example?: unknown
}

/** The schema of a body by its media type. */
export type MediaTypes = Readonly<Record<string, { readonly schema: SchemaObject }>>

/** One documented answer. */
export interface ResponseObject {
  readonly description: string
  readonly headers: Readonly<Record<string, ReferenceObject>>
  readonly content: MediaTypes
}

/** One call of the API. */
export interface OperationObject {
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly operationId: string
  readonly deprecated?: true
  readonly parameters?: readonly ParameterObject[]
  readonly requestBody?: { readonly required: true; readonly content: MediaTypes }
  readonly responses: Readonly<Record<string, ResponseObject | ReferenceObject>>
}

/** A whole document. */
export interface OpenApiDocument {
  readonly openapi: '3.0.3'
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly license: { readonly name: string; readonly url: string }
  }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly never[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly headers: Readonly<Record<string, HeaderObject>>
    readonly responses: Readonly<Record<string, ResponseObject>>
    readonly schemas: Readonly<Record<string, SchemaObject>>
  }
}
