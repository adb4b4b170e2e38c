import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodedPath } from './decoded-path.ts'
import { sendProblem } from './errors.ts'
import { ProblemError } from './problem.ts'

export type NotFoundHandler = (request: FastifyRequest, reply: FastifyReply) => FastifyReply

const PATH_LENGTH_SHOWN = 200

/**
 * Answers what nothing is served for: 405 where another method would be, 404 otherwise. Knows the routes that
 * are added after it was made.
 */
export function createNotFoundHandler(app: FastifyInstance): NotFoundHandler {
  const methodsByUrl = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    // The preflights of CORS are served at every path, and so say nothing about any.
    if (method === 'OPTIONS') return
    const methods = methodsByUrl.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    methodsByUrl.set(url, methods)
  })
  let patterns: readonly { pattern: RegExp; methods: ReadonlySet<string> }[] | undefined

  return (request, reply) => {
    patterns ??= Array.from(methodsByUrl, ([url, methods]) => ({ pattern: patternOf(url), methods }))
    const path = decodedPath(request.url)
    const shown = path.slice(0, PATH_LENGTH_SHOWN)
    const allowed = patterns.find(({ pattern }) => pattern.test(path))?.methods
    if (allowed === undefined || allowed.has(request.method)) {
      return sendProblem(reply, new ProblemError('not_found', `Nothing is served at ${shown}.`))
    }
    const names = [...allowed].sort().join(', ')
    void reply.header('allow', names)
    const detail = `${request.method} is not served at ${shown}, only ${names}.`
    return sendProblem(reply, new ProblemError('method_not_allowed', detail))
  }
}

/** Of a route such as `/resolve/:symbol` or `/files/*`. */
function patternOf(url: string): RegExp {
  const literal = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll(/:\w+/g, '[^/]*')}$`)
}
