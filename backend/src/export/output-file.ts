import { constants } from 'node:fs'
import { open, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { outputFailure } from '../platform/command-output.ts'
import { errorCode } from '../platform/error-code.ts'

/**
 * Writes a file, which appears under its name when it is complete. A symbolic link stays, and its target is
 * written; so does what is no regular file, such as a device or a pipe, which takes the pieces as they come.
 *
 * @throws OutputClosed when nobody reads the pipe any more, UserError when it cannot be written
 */
export async function writeOutputFile(path: string, pieces: AsyncIterable<string>): Promise<void> {
  try {
    if (await isRegularOrMissing(path)) await replaceFile(await fileBehind(path), pieces)
    else await writeAll(await open(path, constants.O_WRONLY), pieces)
  } catch (error) {
    throw outputFailure(error, path)
  }
}

async function isRegularOrMissing(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (isMissing(error)) return true
    throw error
  }
}

/** The file that a name stands for, also when it is a symbolic link to one that does not exist yet. */
async function fileBehind(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const target = await readlink(path).catch(() => null)
  if (target === null) return path
  return fileBehind(isAbsolute(target) ? target : `${await realpath(dirname(path))}/${target}`)
}

/** Writes beside the file, for a rename does not cross disks, and under a name that nothing else has. */
async function replaceFile(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const partial = join(dirname(path), `.tp-export-${crypto.randomUUID()}.partial`)
  const file = await open(partial, 'wx')
  try {
    await writeAll(file, pieces)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function writeAll(file: FileHandle, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await file.writeFile(pieces)
  } finally {
    await file.close()
  }
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}
