import { problems, type Problem, type ProblemCode } from '@trading-pro/contracts'

type ProblemErrors = Problem['errors']

/**
 * A refusal on its way to the client: thrown anywhere below a route, made an answer by the one error handler.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly errors: ProblemErrors

  constructor(code: ProblemCode, detail: string, errors: ProblemErrors = []) {
    super(detail)
    this.code = code
    this.errors = errors
  }
}

/** The answer's body; `instance` is the request id. */
export function problemBody(error: ProblemError, instance: string): Problem {
  const { status, title } = problems[error.code]
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    code: error.code,
    errors: error.errors,
  }
}
