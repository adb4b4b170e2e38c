import createClient from 'openapi-fetch'
import type { CallOptions } from './call.ts'
import { ApiProblem, ApiUnreachable, isProblem } from './errors.ts'
import { operationTable, type RestClient } from './generated/v1/operations.ts'

/** How long a call may take when the client is not told otherwise. */
const TIMEOUT_DEFAULT_MS = 15_000

/** Where the API is, and how to reach it. */
export interface RestClientOptions {
  /** Such as `http://localhost:8000`; in a browser `''` is the server that the page came from. */
  readonly baseUrl: string
  /** Sends the request. @default the platform's own */
  readonly fetch?: (request: Request) => Promise<Response>
  /** Header fields of every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds a call may take, from the first byte sent to the last received. @default 15,000 */
  readonly timeoutMs?: number
}

interface AnyOperation {
  parameters: { query?: Record<string, unknown>; path?: Record<string, unknown> }
  requestBody?: { content: { 'application/json': unknown } }
  responses: { 200: { content: { 'text/plain': string } }; default: { content: { 'text/plain': unknown } } }
}
type AnyPaths = Record<string, { get: AnyOperation; post: AnyOperation }>
type OperationRow = (typeof operationTable)[keyof typeof operationTable]

interface AnyRequest extends CallOptions {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}

/** A client of the REST API, for browsers and Node; it holds no connection and needs no closing. */
export function createRestClient(options: RestClientOptions): RestClient {
  const { baseUrl, fetch, headers = {}, timeoutMs = TIMEOUT_DEFAULT_MS } = options
  const transport = createClient<AnyPaths>({ baseUrl, headers, ...(fetch === undefined ? {} : { fetch }) })

  async function exchange(row: OperationRow, request: AnyRequest, signal: AbortSignal) {
    return transport.request(row.method, row.path, {
      params: { path: request.params ?? {}, query: request.query ?? {} },
      ...('body' in request ? { body: request.body } : {}),
      headers: request.headers ?? {},
      parseAs: 'text',
      signal,
    })
  }

  async function call(row: OperationRow, request: AnyRequest = {}): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal])
    let outcome: Awaited<ReturnType<typeof exchange>>
    try {
      outcome = await exchange(row, request, signal)
    } catch (cause) {
      if (request.signal?.aborted === true) throw cause
      if (timeout.aborted) throw new ApiUnreachable('timeout', `No answer within ${timeoutMs} ms`, { cause })
      throw new ApiUnreachable('network', 'The API cannot be reached', { cause })
    }
    const { data, error, response } = outcome
    if (!response.ok) throw refusal(response.status, error)
    return row.answer === 'text' ? (data ?? '') : parseAnswer(response.status, data ?? '')
  }

  const calls = Object.entries(operationTable).map(([id, row]) => [id, call.bind(null, row)])
  // The table and the interface are generated from one document, so they have the same members.
  return Object.fromEntries(calls) as RestClient
}

function refusal(status: number, body: unknown): ApiProblem | ApiUnreachable {
  return isProblem(body)
    ? new ApiProblem(body)
    : new ApiUnreachable('bad_answer', `Status ${status} without a problem of the API`, { status })
}

function parseAnswer(status: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiUnreachable('bad_answer', 'The answer is not JSON', { status, cause })
  }
}
