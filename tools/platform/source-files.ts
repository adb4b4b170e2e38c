import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { inRepository, repositoryRoot } from './paths.ts'

export interface RepositoryFile {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
}

const binaryNames = /\.(png|jpg|ico|webp|gz|zip|woff2?|wasm|db)$/

export const isBinary = (path: string): boolean => binaryNames.test(path)

/** Every file that is in git or would be added, but for the binary ones, in the order of their names. */
export function listRepositoryFiles(): string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const paths = [...new Set(listing.split('\0'))].filter((path) => path !== '' && !isBinary(path))
  return paths.filter((path) => existsSync(inRepository(path))).sort()
}

export function readRepositoryFile(path: string): RepositoryFile {
  return { path, text: readFileSync(inRepository(path), 'utf8') }
}
