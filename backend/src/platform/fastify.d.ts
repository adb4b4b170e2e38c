import type { Operation } from '@trading-pro/contracts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the contract that the route serves; other routes say why they have none. */
    operation?: Operation
    /** Why a route is not in the contract, such as a file of the web app. */
    outsideContract?: string
  }
}
