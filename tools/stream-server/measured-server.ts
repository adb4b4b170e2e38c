import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stream that is told when to publish. */
export interface MeasuredServer {
  readonly port: number
  /** An update of each topic to all who read it; `dueMs`: when it should be, Unix ms. */
  publish(dueMs: number): void
  /** Connections that are open. */
  connections(): Promise<number>
  /** Of them, those that have not been sent everything. */
  lagging(): Promise<number>
}

/** Listens on 127.0.0.1 with room for thousands who come at once; gives the port. */
export async function listenOn(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
  await once(server, 'listening')
  // A server that listens on a port has such an address.
  return (server.address() as AddressInfo).port
}
