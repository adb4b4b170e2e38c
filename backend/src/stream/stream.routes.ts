import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../platform/errors.ts'
import { ProblemError } from '../platform/problem.ts'
import { streamPaths } from './upgrade.ts'

const config = { outsideContract: 'the stream, which has a document of its own' }

/** What a plain request at the address of the stream is told. */
export function streamRoutes(app: FastifyInstance): void {
  for (const path of streamPaths) {
    app.get(path, { config }, (_request, reply) => {
      void reply.headers({ upgrade: 'websocket', connection: 'Upgrade' })
      return sendProblem(reply, new ProblemError('upgrade_required', 'The stream is a WebSocket.'))
    })
  }
}
