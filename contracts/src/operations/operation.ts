import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemCode } from '../problems.ts'

/** The methods that operations have, as OpenAPI writes them. */
export type HttpMethod = 'get' | 'post'
/** The media types of all answers. */
export type MediaType = 'application/json' | 'application/problem+json' | 'text/plain' | 'text/html'

/** One documented answer of an operation. */
export interface Answer<Schema extends TSchema = TSchema> {
  readonly description: string
  readonly schema: Schema
  /** Default `application/json`. */
  readonly mediaType?: MediaType
  /** The codes a problem answer can bear. */
  readonly codes?: readonly ProblemCode[]
}

/** One call of the API: all that server, document and client need to know of it. */
export interface Operation {
  /** Unique, camelCase; the client's function bears this name. */
  readonly id: string
  readonly method: HttpMethod
  /** The whole path, parameters in braces: `/api/v1/datafeed/resolve/{symbol}`. */
  readonly path: string
  /** One line that states the guarantee. */
  readonly summary: string
  /** The subject; the version's tag is added to the document. */
  readonly tag: Tag
  readonly params?: TObject
  readonly query?: TObject
  readonly body?: TObject
  readonly answers: Readonly<Record<number, Answer>>
}

/** Subjects of operations, with what the document says of each. */
export const tags = {
  health: 'Whether it works',
  versioning: 'Versions of the API and their life',
  datafeed: 'Market data in the shapes of TradingView’s JavaScript API',
  udf: 'Market data over TradingView’s Universal Data Feed protocol',
} as const
/** The subject of an operation. */
export type Tag = keyof typeof tags

/** What a handler receives of a part of the request. */
export type InputOf<Part> = Part extends TSchema ? Static<Part> : undefined

/** Keeps the exact type of an operation, so that handlers and clients know their parts. */
export function operation<const Definition extends Operation>(definition: Definition): Definition {
  return definition
}
