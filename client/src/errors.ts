import type { Problem, ProblemError } from './generated/v1/models.ts'

/** The API refused, and says why (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** The kind of problem, for programs; a newer server may send codes that are not in the type. */
  readonly code: Problem['code']
  /** The HTTP status. */
  readonly status: number
  /** The kind of problem in words. */
  readonly title: string
  /** This very case in words; also the message of the error. */
  readonly detail: string
  /** The parts of the request that are wrong; may be empty. */
  readonly errors: readonly ProblemError[]
  /** Names the request in the log of the server. */
  readonly requestId: string

  constructor(problem: Problem) {
    super(problem.detail)
    this.code = problem.code
    this.status = problem.status
    this.title = problem.title
    this.detail = problem.detail
    this.errors = problem.errors
    this.requestId = problem.instance
  }
}

/**
 * Why there is no usable answer. `network`: no connection, or it broke. `timeout`: none within the time.
 * `bad_answer`: something answered, but not this API: a proxy's page, half a body.
 */
export type UnreachableReason = 'network' | 'timeout' | 'bad_answer'

/** The API gave no usable answer; the call may have been carried out or not. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable'
  readonly reason: UnreachableReason
  /** The HTTP status of a bad answer; `null` when there was none. */
  readonly status: number | null

  constructor(
    reason: UnreachableReason,
    message: string,
    details: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : {})
    this.reason = reason
    this.status = details.status ?? null
  }
}

/** Whether the value has the shape of every refusal of the API. */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false
  const problem: Partial<Record<keyof Problem, unknown>> = value
  return (
    typeof problem.code === 'string' &&
    typeof problem.status === 'number' &&
    typeof problem.title === 'string' &&
    typeof problem.detail === 'string' &&
    typeof problem.instance === 'string' &&
    Array.isArray(problem.errors)
  )
}
