import { CodecError } from '../schema/codec-error.ts'
import { LIST_ENTRIES_MAX, SCHEMA_VERSION } from '../schema/limits.ts'
import { Reader } from '../schema/reader.ts'
import { Writer } from '../schema/writer.ts'
import { eventFields } from './event-codec-fields.ts'
import { eventNumbers } from './event-codec-numbers.ts'
import type { EngineEvent } from './events.ts'

interface Entry {
  readonly number: number
  readonly field: { write(writer: Writer, event: EngineEvent): void; read(reader: Reader): EngineEvent }
}

const byKind = new Map<string, Entry>()
const byNumber: Entry[] = []
for (const kind of eventKinds()) {
  const entry = { number: eventNumbers[kind], field: eventFields[kind] }
  byKind.set(kind, entry)
  byNumber[entry.number] = entry
}

/** The kinds of events, by their number on disk. */
function eventKinds(): readonly EngineEvent['kind'][] {
  const kinds: EngineEvent['kind'][] = []
  let kind: EngineEvent['kind']
  for (kind in eventNumbers) kinds.push(kind)
  return kinds
}

/**
 * Writes the number of its kind, the release of its fields, and them.
 *
 * @throws CodecError when a value of it has no bytes, such as a number past 2^53
 */
export function encodeEvent(writer: Writer, event: EngineEvent): void {
  const entry = byKind.get(event.kind)
  if (entry === undefined) throw new CodecError(`no kind of event: ${event.kind}`)
  writer.byte(entry.number)
  writer.byte(writer.version)
  entry.field.write(writer, event)
}

/**
 * Reads one event of this or an older release.
 *
 * @throws CodecError when the bytes are damaged, or of a later release
 */
export function decodeEvent(reader: Reader): EngineEvent {
  const number = reader.byte()
  const entry = byNumber[number]
  if (entry === undefined) return reader.fail(`no kind of event has the number ${number}`)
  const version = reader.byte()
  if (version < 1 || version > SCHEMA_VERSION) reader.fail(`fields of release ${version}`)
  reader.version = version
  return entry.field.read(reader)
}

/**
 * The bytes of one command's events, in their order.
 *
 * @throws CodecError when a value has no bytes, or there are more than a million events
 */
export function encodeBatch(events: readonly EngineEvent[]): Uint8Array {
  const writer = new Writer(256)
  writeBatch(writer, events)
  return writer.take()
}

/**
 * As `encodeBatch`, behind what the writer has.
 *
 * @throws CodecError as `encodeBatch` does; what it wrote before is in the writer then
 */
export function writeBatch(writer: Writer, events: readonly EngineEvent[]): void {
  if (events.length > LIST_ENTRIES_MAX) throw new CodecError(`${events.length} events are too many`)
  writer.unsigned(events.length)
  for (const event of events) encodeEvent(writer, event)
}

/**
 * The events of a batch: exactly what was encoded, in the same order.
 *
 * @throws CodecError when the bytes are not those of a batch, from their first to their last
 */
export function decodeBatch(bytes: Uint8Array): EngineEvent[] {
  const reader = new Reader(bytes)
  const count = reader.unsigned()
  if (count > LIST_ENTRIES_MAX || count > reader.left) reader.fail(`a batch of ${count} events`)
  const events: EngineEvent[] = []
  for (let index = 0; index < count; index += 1) events.push(decodeEvent(reader))
  reader.end()
  return events
}
