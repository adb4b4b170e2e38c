import { getSystemErrorMap } from 'node:util'

/**
 * What the operating system says of a failure, such as `no space left on device (ENOSPC)`; `null` for errors
 * that are not its own.
 */
export function systemReason(error: unknown): string | null {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return null
  const known = typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno) : undefined
  if (known === undefined) return null
  const [code, message] = known
  // Libraries number their own errors too.
  return code === error.code ? `${message} (${code})` : null
}
