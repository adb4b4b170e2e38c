/** The code of an error of Node, the operating system or a library, such as `ENOENT`; `null` without one. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
