import type { OutgoingHttpHeaders } from 'node:http'
import type { InputOf, Operation } from '@trading-pro/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** The parts of a valid request, typed by the operation. */
export interface Input<Bound extends Operation> {
  readonly params: InputOf<Bound['params']>
  readonly query: InputOf<Bound['query']>
  readonly body: InputOf<Bound['body']>
}

/** The bytes of an answer, in pieces that are sent one after the other and are not copied. */
export class ReadyBytes {
  readonly pieces: readonly Buffer[]
  /** Whether the same question would get the same answer now; `null`: that is never asked. */
  readonly isCurrent: (() => boolean) | null

  constructor(pieces: readonly Buffer[], isCurrent: (() => boolean) | null) {
    this.pieces = pieces
    this.isCurrent = isCurrent
  }
}

/** What a handler answers: a value of the operation's 200 schema, or the bytes of one. */
export type Output<Bound extends Operation> = InputOf<Bound['answers'][200]['schema']> | Buffer | ReadyBytes

export type Handler<Bound extends Operation> = (
  input: Input<Bound>,
  context: { request: FastifyRequest; reply: FastifyReply },
) => Output<Bound> | Promise<Output<Bound>>

/**
 * Binds a handler to an operation of the contract: the contract is where path, validation and answers come
 * from.
 */
export function bind<const Bound extends Operation>(
  app: FastifyInstance,
  operation: Bound,
  handle: Handler<Bound>,
): void {
  const success = operation.answers[200]
  if (success === undefined) throw new Error(`the operation ${operation.id} has no answer 200`)
  const contentType = `${success.mediaType ?? 'application/json'}; charset=utf-8`
  app.route({
    method: operation.method.toUpperCase(),
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operation },
    schema: {
      ...(operation.params === undefined ? {} : { params: operation.params }),
      ...(operation.query === undefined ? {} : { querystring: operation.query }),
      ...(operation.body === undefined ? {} : { body: operation.body }),
      response: responseSchemas(operation),
    },
    // Not an async function: what is answered at once waits for no turn of the event loop.
    handler: (request, reply): undefined | Promise<unknown> => {
      // Fastify has validated these very schemas; the types state what they say.
      const { params, query, body } = request as unknown as Input<Bound>
      const output = handle({ params, query, body }, { request, reply })
      if (output instanceof Promise) return output.then((later) => finish(reply, contentType, later))
      const value = finish(reply, contentType, output)
      // Returning the reply would make Fastify wait for its end, with listeners that cost more than the
      // answer.
      if (value !== undefined) void reply.send(value)
      return undefined
    },
  })
}

/** Sends ready bytes, and hands on everything else, which Fastify is to send. */
function finish(reply: FastifyReply, contentType: string, output: unknown): unknown {
  if (!(output instanceof ReadyBytes)) {
    void reply.type(contentType)
    return output
  }
  sendPieces(reply, contentType, output)
  return undefined
}

/**
 * Past Fastify, whose answers are one piece. Node gathers the writes of a turn, headers included, into one
 * call of `writev`, so that the pieces are no packets of their own; to join them first would take longer than
 * all the rest, mostly to get and to free the memory.
 */
function sendPieces(reply: FastifyReply, contentType: string, { pieces, isCurrent }: ReadyBytes): void {
  const { raw, request, server } = reply.hijack()
  let length = 0
  for (const piece of pieces) length += piece.length
  const fields = reply.getHeaders() as OutgoingHttpHeaders
  fields['content-type'] = contentType
  fields['content-length'] = length
  raw.writeHead(reply.statusCode, fields)
  for (const piece of pieces) raw.write(piece)
  raw.end()
  if (isCurrent === null) return
  const operation = request.routeOptions.config.operation?.id ?? 'other'
  server.knownAnswers.keep(request.raw, { fields, pieces, operation, isCurrent })
}

function responseSchemas(operation: Operation): Record<number, unknown> {
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, { description, schema, mediaType }]) => [
      status,
      { description, content: { [mediaType ?? 'application/json']: { schema } } },
    ]),
  )
}
