import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { breakingChanges } from './openapi-compare.ts'
import type { BreakingChange } from './openapi-compare-schema.ts'
import { objectOf, type JsonObject } from './openapi-json.ts'
import { capture, type CommandResult } from './platform/run-command.ts'

const documentPath = 'contracts/openapi.json'
const releasedPath = 'contracts/released/v1.openapi.json'

/** The contract compared with an earlier one. */
export interface Comparison {
  /** The earlier contract: a file or a revision. */
  readonly base: string
  /** `null`: the revision has no contract yet. */
  readonly changes: readonly BreakingChange[] | null
}

/**
 * Compares the contract below the root with the last released one, and with a further base if one is named.
 *
 * @param base - a file, or else a git revision of the repository at the root
 * @throws if a document cannot be read, or the base is neither a file nor a revision
 */
export async function compareWithBaselines(root: string, base?: string): Promise<Comparison[]> {
  const contract = await readDocument(join(root, documentPath))
  const released = await readDocument(join(root, releasedPath))
  const comparisons = [{ base: releasedPath, changes: breakingChanges(released, contract) }]
  if (base === undefined) return comparisons
  const further = existsSync(base) ? await readDocument(base) : await documentOfRevision(root, base)
  return [...comparisons, { base, changes: further === null ? null : breakingChanges(further, contract) }]
}

async function documentOfRevision(root: string, revision: string): Promise<JsonObject | null> {
  const known = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ])
  if (known.code !== 0) throw new Error(`${revision} is neither a file nor a revision`)
  const object = `${known.output.trim()}:${documentPath}`
  const present = await git(root, ['cat-file', '-e', object])
  if (present.code !== 0) return null
  const shown = await git(root, ['show', object])
  return parseDocument(shown.output, `${revision}:${documentPath}`)
}

function git(root: string, gitArguments: readonly string[]): Promise<CommandResult> {
  return capture({ program: 'git', programArguments: ['-C', root, ...gitArguments] })
}

async function readDocument(path: string): Promise<JsonObject> {
  return parseDocument(await readFile(path, 'utf8'), path)
}

function parseDocument(text: string, name: string): JsonObject {
  const document = objectOf(JSON.parse(text))
  if (typeof document.openapi !== 'string') throw new Error(`${name} is no OpenAPI document`)
  return document
}
