import type { TSchema } from 'typebox'
import { problems, type ProblemCode } from '../problems.ts'
import { Problem } from '../schemas/problem.ts'
import type { Answer } from './operation.ts'

/** A success in JSON. */
export function answer<Schema extends TSchema>(schema: Schema, description: string): Answer<Schema> {
  return { schema, description }
}

/** What can befall every operation. */
const commonCodes = [
  'request_timeout',
  'method_not_allowed',
  'version_sunset',
  'headers_too_large',
  'internal_error',
  'not_ready',
] as const satisfies readonly ProblemCode[]

/** The problem answers of an operation by status: its own codes, and those that can befall every one. */
export function refusals(...codes: readonly ProblemCode[]): Record<number, Answer<typeof Problem>> {
  const codesByStatus = Map.groupBy([...codes, ...commonCodes], (code) => problems[code].status)
  const answers: Record<number, Answer<typeof Problem>> = {}
  for (const [status, codesOfStatus] of codesByStatus) {
    answers[status] = {
      schema: Problem,
      description: codesOfStatus.map((code) => `${problems[code].title} (\`${code}\`)`).join('; '),
      mediaType: 'application/problem+json',
      codes: codesOfStatus,
    }
  }
  return answers
}
