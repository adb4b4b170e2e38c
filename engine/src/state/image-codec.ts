/**
 * A snapshot's bytes: mark, format, release of the fields, body, length of all that, checksum of all before
 * it. The body is the head of the image, then each long part, entry by entry, a 1 before each entry and a 0
 * after the last. Equal images have equal bytes.
 */
import { assert } from '../assert.ts'
import { ByteHash, hashOf } from '../schema/byte-hash.ts'
import { CodecError } from '../schema/codec-error.ts'
import type { AnyField } from '../schema/field.ts'
import { SCHEMA_VERSION } from '../schema/limits.ts'
import { Reader } from '../schema/reader.ts'
import { Writer } from '../schema/writer.ts'
import { imageEntries, imageHead, type ImageHead, type ImageParts } from './image-codec-fields.ts'
import type { AccountImage, GroupImage, OrderImage, RecentImage, StateImage } from './state-image.ts'

/** `TPSI` as a little-endian word: a state image of this platform. */
const MARK = 0x49535054
/** The layout around the fields; a release that changes it raises this. */
const FORMAT = 1
const HEADER_BYTES = 12
const LENGTH_BYTES = 8
const CHECKSUM_BYTES = 16
const FRAME_BYTES = HEADER_BYTES + LENGTH_BYTES + CHECKSUM_BYTES
const TWO_TO_32 = 4_294_967_296
const PIECE_BYTES = 262_144

/** An image whose long parts need not be in memory: any `StateImage` is one. Each is gone through once. */
export type ImageSource = ImageHead & ImageParts

/** Who takes an image apart: first the head, then the entries of each part in their order. */
export interface ImageSink {
  head(head: ImageHead): void
  account(account: AccountImage): void
  order(order: OrderImage): void
  group(group: GroupImage): void
  recent(recent: RecentImage): void
}

/**
 * Makes the bytes of a snapshot piece by piece, so that no copy of the state is ever in memory.
 *
 * @param take - gets the pieces in their order; it must have used one before it returns
 * @throws CodecError when a value has no bytes
 */
export function encodeImageInPieces(image: ImageSource, take: (piece: Uint8Array) => void): void {
  const writer = new Writer(2 * PIECE_BYTES)
  const hash = new ByteHash()
  let length = 0
  const flush = (): void => {
    const whole = hash.update(writer.view())
    take(writer.view().subarray(0, whole))
    writer.dropFirst(whole)
    length += whole
  }
  for (const word of [MARK, FORMAT, writer.version]) writer.word(word)
  writeImage(writer, image, () => {
    if (writer.length >= PIECE_BYTES) flush()
  })
  length += writer.length
  writer.word(length % TWO_TO_32)
  writer.word(Math.floor(length / TWO_TO_32))
  flush()
  for (const word of hash.digest(writer.view())) writer.word(word)
  take(writer.view())
}

/**
 * The bytes of a snapshot in one piece.
 *
 * @throws CodecError when a value has no bytes
 */
export function encodeImage(image: ImageSource): Uint8Array {
  const pieces: Uint8Array[] = []
  encodeImageInPieces(image, (piece) => pieces.push(piece.slice()))
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}

/**
 * The image of a snapshot, all of it in memory.
 *
 * @throws CodecError as `readImage` does
 */
export function decodeImage(bytes: Uint8Array): StateImage {
  const heads: ImageHead[] = []
  const accounts: AccountImage[] = []
  const orders: OrderImage[] = []
  const groups: GroupImage[] = []
  const recent: RecentImage[] = []
  readImage(bytes, {
    head: (head) => heads.push(head),
    account: (entry) => accounts.push(entry),
    order: (entry) => orders.push(entry),
    group: (entry) => groups.push(entry),
    recent: (entry) => recent.push(entry),
  })
  const [head] = heads
  assert(head !== undefined, 'an image that was read has a head')
  return { ...head, accounts, orders, groups, recent }
}

/**
 * Checks all the bytes, then hands the image over piece by piece.
 *
 * @throws CodecError before the first piece when the bytes are of a later release, cut, too many or damaged;
 * later only if they were written wrongly
 */
export function readImage(bytes: Uint8Array, sink: ImageSink): void {
  const reader = openImage(bytes)
  sink.head(imageHead.read(reader))
  while (reader.boolean()) sink.account(imageEntries.accounts.read(reader))
  while (reader.boolean()) sink.order(imageEntries.orders.read(reader))
  while (reader.boolean()) sink.group(imageEntries.groups.read(reader))
  while (reader.boolean()) sink.recent(imageEntries.recent.read(reader))
  reader.end()
}

/**
 * The body alone, without header and checksum: the canonical bytes of an image.
 *
 * @param afterEntry - called when the head or an entry is complete; it may take bytes out of the writer
 */
export function writeImage(
  writer: Writer,
  image: ImageSource,
  afterEntry: () => void = () => undefined,
): void {
  imageHead.write(writer, image)
  afterEntry()
  const writeAll = (field: AnyField, entries: Iterable<unknown>): void => {
    for (const entry of entries) {
      writer.boolean(true)
      field.write(writer, entry)
      afterEntry()
    }
    writer.boolean(false)
  }
  writeAll(imageEntries.accounts, image.accounts)
  writeAll(imageEntries.orders, image.orders)
  writeAll(imageEntries.groups, image.groups)
  writeAll(imageEntries.recent, image.recent)
}

/** A reader of the body, when the bytes are those that were written. */
function openImage(bytes: Uint8Array): Reader {
  if (bytes.length < FRAME_BYTES) throw new CodecError(`a state image of ${bytes.length} bytes is cut`)
  const header = new Reader(bytes)
  if (header.word() !== MARK) throw new CodecError('not a state image')
  const format = header.word()
  if (format !== FORMAT) throw new CodecError(`a state image of format ${format}, not ${FORMAT}`)
  const version = header.word()
  const end = bytes.length - CHECKSUM_BYTES
  const bodyEnd = end - LENGTH_BYTES
  const trailer = new Reader(bytes.subarray(bodyEnd))
  const length = trailer.word() + trailer.word() * TWO_TO_32
  if (length !== bodyEnd) throw new CodecError('a state image is cut, damaged, or has bytes too many')
  for (const word of hashOf(bytes.subarray(0, end))) {
    if (trailer.word() !== word) throw new CodecError('a state image is damaged: its checksum differs')
  }
  if (version < 1 || version > SCHEMA_VERSION) {
    throw new CodecError(`a state image of release ${version}, this reads up to ${SCHEMA_VERSION}`)
  }
  const body = new Reader(bytes.subarray(HEADER_BYTES, bodyEnd))
  body.version = version
  return body
}
