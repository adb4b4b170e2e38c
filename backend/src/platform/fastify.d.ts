import type { Operation } from '@trading-pro/contracts'
import type { KnownAnswers } from './known-answers.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What is answered before a request comes to a route. */
    knownAnswers: KnownAnswers
  }

  interface FastifyContextConfig {
    /** The operation of the contract that the route serves; other routes say why they have none. */
    operation?: Operation
    /** Why a route is not in the contract, such as a file of the web app. */
    outsideContract?: string
  }
}
