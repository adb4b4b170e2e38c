import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { errorCode } from './error-code.ts'
import { createHttpServer } from './http-server.ts'
import { UserError } from './user-error.ts'

const SWEEP_INTERVAL_MS = 50

/** Where the server can be reached. */
export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on each host; the first must work, of a pair of loopback addresses the second may not exist on this
 * machine.
 *
 * @throws UserError when the port is in use or not allowed, or the address is not ours
 */
export async function listen(
  app: FastifyInstance,
  { hosts, port }: { hosts: readonly string[]; port: number },
): Promise<Listening> {
  const [first = '127.0.0.1', ...others] = hosts
  try {
    await app.listen({ host: first, port })
  } catch (error) {
    throw listenError(error, { host: first, port })
  }
  const address = app.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  const servers: Server[] = []
  try {
    for (const host of others) servers.push(...(await listenAlso(app, { host, port: bound })))
  } catch (error) {
    await app.close()
    throw error
  }
  return {
    port: bound,
    async close() {
      // A connection whose answer goes out only now would be kept open for its next request.
      const sweep = setInterval(() => {
        for (const server of [app.server, ...servers]) server.closeIdleConnections()
      }, SWEEP_INTERVAL_MS)
      const closed = servers.map(closeServer)
      await app.close()
      await Promise.all(closed)
      clearInterval(sweep)
    },
  }
}

/** The same application on one more address. */
async function listenAlso(app: FastifyInstance, at: { host: string; port: number }): Promise<Server[]> {
  const server = createHttpServer((request, response) => {
    app.server.emit('request', request, response)
  })
  for (const event of ['clientError', 'connect', 'checkExpectation', 'upgrade']) {
    server.on(event, (...values: unknown[]) => app.server.emit(event, ...values))
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ ...at, ipv6Only: true }, resolve)
    })
    return [server]
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return []
    throw listenError(error, at)
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeIdleConnections()
  })
}

function listenError(error: unknown, { host, port }: { host: string; port: number }): Error {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new UserError(
        `Port ${port} is in use: stop the program that listens on it, or set PORT to another.`,
      )
    case 'EACCES':
      return new UserError(`Port ${port} needs more rights than this user has: set PORT to one above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAFNOSUPPORT':
      return new UserError(`This machine has no address ${host}: set HOST to one of its own.`)
    default:
      return error instanceof Error ? error : new Error(String(error))
  }
}
