import type { InputOf, Operation } from '@trading-pro/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** The parts of a valid request, typed by the operation. */
export interface Input<Bound extends Operation> {
  readonly params: InputOf<Bound['params']>
  readonly query: InputOf<Bound['query']>
  readonly body: InputOf<Bound['body']>
}

/** What a handler answers: a value of the operation's 200 schema, or the bytes of one. */
export type Output<Bound extends Operation> = InputOf<Bound['answers'][200]['schema']> | Buffer

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
  const mediaType = success.mediaType ?? 'application/json'
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
    handler: async (request, reply) => {
      // Fastify has validated these very schemas; the types state what they say.
      const { params, query, body } = request as unknown as Input<Bound>
      const output = await handle({ params, query, body }, { request, reply })
      void reply.type(`${mediaType}; charset=utf-8`)
      return output
    },
  })
}

function responseSchemas(operation: Operation): Record<number, unknown> {
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, { description, schema, mediaType }]) => [
      status,
      { description, content: { [mediaType ?? 'application/json']: { schema } } },
    ]),
  )
}
