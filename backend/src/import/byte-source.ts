import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { errorCode } from '../platform/error-code.ts'
import { UserError } from '../platform/user-error.ts'
import { systemReason } from '../platform/system-error.ts'
import { CHUNK_BYTES, HEAD_BYTES_MAX } from './limits.ts'

/** Names the file in the errors of what is done with it. */
export async function inFile<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${path}: ${error.message}`) : error
  }
}

/** A file that is there and can be read, possibly compressed. */
export interface SourceFile {
  readonly path: string
  /** Bytes on disk. */
  readonly size: number
  readonly isCompressed: boolean
}

/** Told how many bytes of the file on disk have been read so far. */
export type OnBytesRead = (bytesRead: number) => void

const GZIP_MAGIC = [0x1f, 0x8b] as const

/**
 * Looks at a file, and at its first bytes.
 *
 * @throws UserError when it cannot be read
 */
export async function openSource(path: string): Promise<SourceFile> {
  const status = await stat(path).catch((error: unknown) => refuse(error))
  if (status.isDirectory()) throw new UserError('a directory, not a file')
  // Two passes are made, so a pipe will not do.
  if (!status.isFile()) throw new UserError('not a regular file')
  if (status.size === 0) throw new UserError('the file is empty')
  const file = await open(path).catch((error: unknown) => refuse(error))
  try {
    const magic = Buffer.alloc(GZIP_MAGIC.length)
    await file.read(magic, 0, magic.length, 0).catch((error: unknown) => refuse(error))
    return { path, size: status.size, isCompressed: GZIP_MAGIC.every((byte, index) => magic[index] === byte) }
  } finally {
    await file.close()
  }
}

/**
 * The bytes of the file, decompressed. Throws a `UserError` when the compressed data is damaged or ends too
 * early.
 */
export async function* readChunks(source: SourceFile, onBytesRead: OnBytesRead): AsyncGenerator<Buffer> {
  const raw = createReadStream(source.path, { highWaterMark: CHUNK_BYTES })
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  // The error reaches the reader through the stream that it reads from.
  const stream = source.isCompressed ? pipeline(raw, gunzip, () => undefined) : raw
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a byte stream without encoding gives buffers')
      onBytesRead(raw.bytesRead)
      yield chunk
    }
  } catch (error) {
    refuse(error)
  } finally {
    raw.destroy()
    gunzip.destroy()
  }
}

/** The first bytes of the file, decompressed, and whether that is all of it. */
export async function readHead(source: SourceFile): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of readChunks(source, () => undefined)) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > HEAD_BYTES_MAX) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, HEAD_BYTES_MAX), isWhole: length <= HEAD_BYTES_MAX }
}

function refuse(error: unknown): never {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      throw new UserError('the file does not exist')
    case 'EACCES':
    case 'EPERM':
      throw new UserError('the file may not be read')
    case 'Z_BUF_ERROR':
      throw new UserError('the gzip data is cut off: it ends too early')
    case 'Z_DATA_ERROR':
      throw new UserError('the gzip data is damaged and cannot be decompressed')
    default:
      break
  }
  const reason = systemReason(error)
  throw reason === null ? error : new UserError(`the file cannot be read: ${reason}`)
}
