import { ApiProblem, ApiUnreachable } from '@trading-pro/client'
import { SampleRefusal } from './sample-refusal.ts'
import { SamplesUnavailable } from './samples-unavailable.ts'

/** What went wrong, in the words and with the facts that a user can act on or pass on. */
export interface Failure {
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly requestId: string | null
}

/** A status that is no verdict on the request: asked again later, the answer may be another. */
function isPassing(status: number): boolean {
  return status < 400 || status >= 500 || status === 408 || status === 429
}

/** Whether asking again, unchanged, may succeed; a refusal stays one, and so does a defect of this page. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return isPassing(error.status)
  if (error instanceof SamplesUnavailable) return true
  return error instanceof ApiUnreachable && (error.status === null || isPassing(error.status))
}

/** Any error in words; what is no failure of a request is a defect of this page. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ApiProblem) {
    const { title, detail, code, requestId } = error
    return { title, detail, code, requestId }
  }
  if (error instanceof ApiUnreachable) return describeNoAnswer(error)
  if (error instanceof SampleRefusal) {
    return {
      title: 'Not among the bundled samples',
      detail: `${error.message} It opens when the API is back, if it was imported there.`,
      code: 'not_in_samples',
      requestId: null,
    }
  }
  if (error instanceof SamplesUnavailable) {
    return {
      title: 'Nothing can be loaded until the server is back',
      detail:
        'The server went away before this page had its samples. It loads by itself when the server is back.',
      code: 'samples_unavailable',
      requestId: null,
    }
  }
  const detail = error instanceof Error ? error.message : String(error)
  return { title: 'Something in this page failed', detail, code: 'defect', requestId: null }
}

function describeNoAnswer({ reason, status, message }: ApiUnreachable): Failure {
  if (reason !== 'bad_answer') {
    return {
      title: 'The API does not answer',
      detail: 'The server did not answer. When the connection comes back, this page loads by itself.',
      code: reason,
      requestId: null,
    }
  }
  const what = status === null || status < 400 ? message : `The answer has the status ${status}`
  return {
    title: 'The answer cannot be used',
    detail:
      `${what}. A proxy or the sign-in page of a network may have answered in place of the server: ` +
      'check your connection, then the server.',
    code: reason,
    requestId: null,
  }
}
