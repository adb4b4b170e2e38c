import { ByteHash, hexOf } from '../schema/byte-hash.ts'
import { SCHEMA_VERSION } from '../schema/limits.ts'
import { Writer } from '../schema/writer.ts'
import { writeImage, type ImageSource } from './image-codec.ts'

const PIECE_BYTES = 65_536

/**
 * The hash of all of D: 32 hexadecimal digits, the same for equal images on every machine. It shows that two
 * folds agree, and guards against nobody.
 *
 * @param version - the release whose fields count: a journal of an older one keeps its recorded hashes
 */
export function hashImage(image: ImageSource, version: number = SCHEMA_VERSION): string {
  const writer = new Writer(2 * PIECE_BYTES, version)
  const hash = new ByteHash()
  const takeBlocks = (): void => writer.dropFirst(hash.update(writer.view()))
  writeImage(writer, image, () => {
    if (writer.length >= PIECE_BYTES) takeBlocks()
  })
  takeBlocks()
  return hexOf(hash.digest(writer.view()))
}
