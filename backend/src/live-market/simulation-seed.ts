import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../platform/error-code.ts'
import { UserError } from '../platform/user-error.ts'

/** Whoever reads it can compute tomorrow's prices: it is never shown, sent or logged. */
export const SEED_FILE = 'simulation.seed'
const SEED_BYTES = 16
const SEED = /^[0-9a-f]{32}$/
/** Only for the user whom the server runs as. */
const PRIVATE_MODE = 0o600

/**
 * The seed of the simulated market of a data directory, made at random when there is none.
 *
 * @throws UserError when the file can neither be read nor made, or holds something else
 */
export function readSeed(directory: string): string {
  const file = join(directory, SEED_FILE)
  try {
    const seed = (readIfThere(file) ?? makeSeed(directory, file)).trim()
    if (SEED.test(seed)) return seed
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new UserError(`The seed of the simulated market ${file} cannot be used: ${cause}.`)
  }
  const remedy = 'put a copy of it back, or remove it to begin another market'
  throw new UserError(`The file ${file} holds no seed of a simulated market: ${remedy}.`)
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Under its name the file is whole or not there; of two processes that make it at once the first has it. */
function makeSeed(directory: string, file: string): string {
  mkdirSync(directory, { recursive: true })
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  const seed = randomBytes(SEED_BYTES).toString('hex')
  try {
    writeFileSync(draft, `${seed}\n`, { mode: PRIVATE_MODE, flag: 'wx', flush: true })
    linkSync(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file, 'utf8')
}
