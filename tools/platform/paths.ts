import { join } from 'node:path'

export const repositoryRoot = join(import.meta.dirname, '..', '..')

/** A place in the repository as an absolute path. */
export function inRepository(...parts: readonly string[]): string {
  return join(repositoryRoot, ...parts)
}
