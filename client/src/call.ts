import type { operations } from './generated/v1/schema.ts'

/** Calls that the API serves, by the id in its document. */
export type OperationId = keyof operations

/**
 * Optional fields may also be given as `undefined`, and lists may be read-only: the client only reads them.
 */
type Input<Value> = Value extends readonly (infer Item)[]
  ? readonly Input<Item>[]
  : Value extends object
    ? {
        readonly [Field in keyof Value]: Partial<Pick<Value, Field>> extends Pick<Value, Field>
          ? Input<Value[Field]> | undefined
          : Input<Value[Field]>
      }
    : Value

type Parameters<Id extends OperationId> = operations[Id]['parameters']

/** A part that must be given, may be given, or does not exist. */
type Part<Name extends string, Holder, Key extends string> =
  Holder extends Record<Key, infer Value>
    ? Readonly<Record<Name, Input<Value>>>
    : Holder extends Partial<Record<Key, infer Value>>
      ? [Value] extends [undefined]
        ? unknown
        : Readonly<Partial<Record<Name, Input<Value>>>>
      : unknown

type JsonBody<Id extends OperationId> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? { readonly body: Input<Body> }
  : unknown

/** What a call may be given beside the parts of its request. */
export interface CallOptions {
  /** Ends the call; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Header fields of this call; they win over those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The request of an operation: `params` are those of the path. */
export type RequestOf<Id extends OperationId> = Part<'params', Parameters<Id>, 'path'> &
  Part<'query', Parameters<Id>, 'query'> &
  JsonBody<Id> &
  CallOptions

type Contents<Answer> = Answer extends { content: infer Content } ? Content[keyof Content] : undefined
type Answers<Id extends OperationId> = operations[Id]['responses']

/** The body of a successful answer. */
export type AnswerOf<Id extends OperationId> = Contents<Answers<Id>[keyof Answers<Id> & (200 | 201)]>

/** One operation as a function; the request may be left out when nothing in it is required. */
export type Call<Id extends OperationId> = (
  ...request: object extends RequestOf<Id> ? [request?: RequestOf<Id>] : [request: RequestOf<Id>]
) => Promise<AnswerOf<Id>>
