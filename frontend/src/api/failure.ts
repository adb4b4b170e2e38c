import { ApiProblem, ApiUnreachable } from '@trading-pro/client'
import { SampleRefusal } from './sample-refusal.ts'

/** What went wrong, in the words and with the facts that a user can act on or pass on. */
export interface Failure {
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly requestId: string | null
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof ApiProblem) {
    const { title, detail, code, requestId } = error
    return { title, detail, code, requestId }
  }
  if (error instanceof ApiUnreachable) {
    return {
      title: 'The API does not answer',
      detail: 'The server did not answer. When the connection comes back, this page loads by itself.',
      code: error.reason,
      requestId: null,
    }
  }
  if (error instanceof SampleRefusal) {
    return {
      title: 'Not among the bundled samples',
      detail: `${error.message} It opens when the API is back, if it was imported there.`,
      code: 'not_in_samples',
      requestId: null,
    }
  }
  const detail = error instanceof Error ? error.message : String(error)
  return { title: 'Something in this page failed', detail, code: 'defect', requestId: null }
}
