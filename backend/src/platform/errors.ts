import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { BODY_BYTES_MAX, CURRENT_VERSION, HEAD_BYTES_MAX } from '@trading-pro/contracts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { problemBody, ProblemError } from './problem.ts'
import { malformedRequest } from './request-validation.ts'

/** Answers a refusal as problem+json. The body is ready text: no serializer can fail on it. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  const body = problemBody(error, reply.request.id)
  if (body.status === 503) void reply.header('retry-after', '1')
  return reply.code(body.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body))
}

/** The one place where an error becomes an answer; a defect of ours says nothing of the inside. */
export function handleError(
  error: FastifyError | ProblemError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const problem = error instanceof ProblemError ? error : problemOfFramework(error)
  if (problem.code === 'internal_error')
    request.log.error({ event: 'request_failed', requestId: request.id, err: error }, 'request_failed')
  return sendProblem(reply, problem)
}

function problemOfFramework(error: FastifyError): ProblemError {
  if (error.validation !== undefined)
    return malformedRequest(error.validation, error.validationContext ?? 'query')
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('body_too_large', `The body is larger than ${BODY_BYTES_MAX} bytes.`)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError('unsupported_media_type', 'Bodies are application/json.')
    default:
      return problemOfStatus(error)
  }
}

/** Of what a plugin says by its status alone. */
function problemOfStatus({ statusCode = 500, message }: FastifyError): ProblemError {
  if (statusCode === 412) return new ProblemError('precondition_failed', 'The file is another one by now.')
  if (statusCode === 416) return new ProblemError('range_not_satisfiable', 'The file is shorter than that.')
  if (statusCode >= 400 && statusCode < 500) {
    return new ProblemError('malformed_request', plainSentence(message))
  }
  return new ProblemError('internal_error', 'The server failed; its log has the cause under this request id.')
}

function plainSentence(message: string): string {
  const line = message.split('\n')[0] ?? ''
  return line.endsWith('.') ? line : `${line}.`
}

/** Answers what is no HTTP request at all; the socket closes. */
export function handleClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  refuseSocket(socket, problemOfSocket(error.code))
}

function problemOfSocket(code: string | undefined): ProblemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(
        'headers_too_large',
        `Path, query and header fields are larger than ${HEAD_BYTES_MAX} bytes.`,
      )
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError('request_timeout', 'The request did not arrive in time.')
    default:
      return new ProblemError('malformed_request', 'The request is not valid HTTP/1.1.')
  }
}

/** Answers a wish for a tunnel, which never becomes a request. */
export function handleConnect(_request: IncomingMessage, socket: Duplex): void {
  refuseSocket(socket, new ProblemError('method_not_allowed', 'CONNECT is not served.'), [
    'Allow: GET, HEAD, POST',
  ])
}

/** Answers what never becomes a request; the socket closes. */
export function refuseSocket(socket: Duplex, problem: ProblemError, fields: readonly string[] = []): void {
  const requestId = crypto.randomUUID()
  const body = problemBody(problem, requestId)
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${body.status} ${body.title}`,
    `API-Version: ${CURRENT_VERSION}`,
    `X-Request-Id: ${requestId}`,
    ...fields,
    'X-Content-Type-Options: nosniff',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
