import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseSocket } from '../platform/errors.ts'
import { ProblemError } from '../platform/problem.ts'

/** Where the stream is served. */
export const streamPaths: readonly string[] = ['/api/v1/ws/v1', '/api/v1/ws']

const PATH_LENGTH_SHOWN = 200

/** A wish for another protocol, and the connection it came on. */
export interface Upgrade {
  readonly request: IncomingMessage
  readonly wire: Socket
  /** What came behind it already. */
  readonly head: Buffer
}

/** Hands wishes for a WebSocket on a server over to a gateway. */
export function attachStream(server: Server, gateway: { admit(upgrade: Upgrade): void }): void {
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    if (wire instanceof Socket) gateway.admit({ request, wire, head })
    else wire.destroy()
  })
}

/** Why a wish cannot be granted, whoever has it; `null`: it can, as far as its address says. */
export function addressProblem({ url = '', method }: IncomingMessage): ProblemError | null {
  const [path = ''] = url.split('?')
  if (!streamPaths.includes(path)) {
    return new ProblemError('not_found', `No stream is served at ${path.slice(0, PATH_LENGTH_SHOWN)}.`)
  }
  return method === 'GET' ? null : new ProblemError('method_not_allowed', 'A stream is asked for with GET.')
}

/** Why the handshake of a WebSocket fails (RFC 6455, 4.2.1). */
export function handshakeProblem({ headers }: IncomingMessage): ProblemError {
  const { upgrade = '', 'sec-websocket-version': version } = headers
  return upgrade.toLowerCase() !== 'websocket' || version !== '13'
    ? new ProblemError('upgrade_required', 'The stream is a WebSocket of version 13.')
    : new ProblemError('malformed_request', 'The handshake of the WebSocket is malformed.')
}

/** Answers a wish with a problem; the connection ends. */
export function refuseUpgrade(wire: Duplex, problem: ProblemError): void {
  wire.on('error', () => wire.destroy())
  wire.once('finish', () => wire.destroy())
  refuseSocket(wire, problem, refusalFields(problem))
}

function refusalFields({ code }: ProblemError): string[] {
  switch (code) {
    case 'method_not_allowed':
      return ['Allow: GET']
    case 'upgrade_required':
      return ['Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    case 'not_ready':
    case 'stream_full':
    case 'too_many_connections':
      return ['Retry-After: 1']
    default:
      return []
  }
}
