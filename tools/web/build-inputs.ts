import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Everything the built web app is made of, from the repository's root. */
export const webBuildInputs = [
  'frontend',
  'client/src',
  'contracts/src',
  'market/src',
  'engine/src',
  'samples',
  'package-lock.json',
]

const leftOut = /(^|\/)(node_modules|dist|\.cache|coverage)$|\.test\.ts$/

function listFiles(root: string, path: string): string[] {
  if (leftOut.test(path) || !existsSync(join(root, path))) return []
  if (!statSync(join(root, path)).isDirectory()) return [path]
  const names = readdirSync(join(root, path)).sort()
  return names.flatMap((name) => listFiles(root, `${path}/${name}`))
}

/** Names the content of the files below `inputs`; times of change do not count, so a fresh clone agrees. */
export function hashInputs(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap((input) => listFiles(root, input))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}
