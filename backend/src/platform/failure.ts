import { errorCode } from './error-code.ts'
import { UserError } from './user-error.ts'
import { visibleText } from './visible-text.ts'

/** What the user can put right, as one sentence; `null` for a defect of ours. */
export function sentenceOfFailure(error: unknown): string | null {
  if (error instanceof UserError) return visibleText(error.message)
  const isOfDatabase = error instanceof Error && errorCode(error) === 'ERR_SQLITE_ERROR'
  return isOfDatabase ? visibleText(`The database refuses it (${error.message}).`) : null
}
