import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'

/** Texts by path; the paths are relative to the repository's root, with `/`. */
export type FileTexts = ReadonlyMap<string, string>

/** Folders in which every file is generated: what is no longer made there is removed. */
const generatedFolders = ['client/src/generated', 'docs/reference']

/** A file that is not as it would be generated now. */
export interface Drift {
  readonly path: string
  readonly kind: 'missing' | 'different' | 'not generated any more'
}

/** The texts as Prettier writes them in this repository. */
export async function formatted(files: FileTexts): Promise<FileTexts> {
  const config = await resolveConfig(import.meta.filename)
  const texts = await Promise.all(
    [...files].map(
      async ([path, text]) => [path, await format(text, { ...config, filepath: path })] as const,
    ),
  )
  return new Map(texts)
}

/** How the files below the root differ from what they should be, sorted by path. */
export async function driftOf(root: string, files: FileTexts): Promise<Drift[]> {
  const drifts: Drift[] = []
  for (const [path, text] of files) {
    const present = await readIfPresent(join(root, path))
    if (present === null) drifts.push({ path, kind: 'missing' })
    else if (present !== text) drifts.push({ path, kind: 'different' })
  }
  for (const path of await presentPaths(root)) {
    if (!files.has(path)) drifts.push({ path, kind: 'not generated any more' })
  }
  return drifts.sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** Makes the files below the root what they should be; gives what had to be changed. */
export async function writeFiles(root: string, files: FileTexts): Promise<Drift[]> {
  const drifts = await driftOf(root, files)
  for (const { path } of drifts) {
    const text = files.get(path)
    const place = join(root, path)
    if (text === undefined) {
      await rm(place)
    } else {
      await mkdir(dirname(place), { recursive: true })
      await writeFile(place, text)
    }
  }
  return drifts
}

async function presentPaths(root: string): Promise<string[]> {
  const folders = generatedFolders.map(async (folder) => {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      ifAbsent([]),
    )
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
  })
  return (await Promise.all(folders)).flat()
}

function readIfPresent(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(ifAbsent(null))
}

/** For `catch`: a file or folder that is not there has a value, any other failure stays one. */
function ifAbsent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value
    throw error
  }
}
