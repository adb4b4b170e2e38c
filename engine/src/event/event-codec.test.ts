import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Choices, memberOf, withoutShortcuts } from '../schema/choices.fixture.ts'
import { CodecError } from '../schema/codec-error.ts'
import { exampleOf } from '../schema/example.fixture.ts'
import type { AnyField } from '../schema/field.ts'
import { SCHEMA_VERSION } from '../schema/limits.ts'
import { Reader } from '../schema/reader.ts'
import { Writer } from '../schema/writer.ts'
import { eventFields } from './event-codec-fields.ts'
import { eventNumbers } from './event-codec-numbers.ts'
import { decodeBatch, decodeEvent, encodeBatch, encodeEvent } from './event-codec.ts'
import type { EngineEvent } from './events.ts'

const anyEvent = fc
  .uint32Array({ maxLength: 200, size: 'max' })
  .map((numbers) => memberOf<EngineEvent>(eventFields, new Choices(numbers)))
const anyBatch = fc.array(anyEvent, { maxLength: 5 })
const kinds = Object.entries<AnyField>(eventFields)

/** `release kind hex json` for each event that was ever written by a release. */
const golden = readFileSync(new URL('event-codec.golden.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bigintAsText = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}n` : value
const jsonOf = (value: unknown): string => JSON.stringify(value, bigintAsText)

function bytesOf(event: EngineEvent): Uint8Array {
  const writer = new Writer(16)
  encodeEvent(writer, event)
  return writer.take()
}

/** The bytes by the table of the kind alone. */
function bytesByTable(event: EngineEvent): Uint8Array {
  const writer = new Writer(16)
  writer.byte(eventNumbers[event.kind])
  writer.byte(SCHEMA_VERSION)
  withoutShortcuts(eventFields[event.kind]).write(writer, event)
  return writer.take()
}

/** What a golden line must be for this release, for whoever adds one. */
function goldenLinesOf([kind, field]: readonly [string, AnyField]): string[] {
  return [true, false].map((withOptional) => {
    const writer = new Writer(16)
    writer.byte(Object.entries(eventNumbers).find(([name]) => name === kind)?.[1] ?? 255)
    writer.byte(SCHEMA_VERSION)
    const example = exampleOf(field, withOptional)
    field.write(writer, example)
    return `${SCHEMA_VERSION} ${kind} ${hexOf(writer.view())} ${jsonOf(example)}`
  })
}

describe('the codec of events', () => {
  it('gives back every event of every kind as it was', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const reader = new Reader(bytesOf(event))
        expect(decodeEvent(reader)).toStrictEqual(event)
        reader.end()
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives back a batch as it was', () => {
    fc.assert(
      fc.property(anyBatch, (events) => {
        expect(decodeBatch(encodeBatch(events))).toStrictEqual(events)
      }),
    )
  })

  it('has shortcuts that write and read what their tables say', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const bytes = bytesByTable(event)
        expect(hexOf(bytesOf(event))).toBe(hexOf(bytes))
        const byTable = withoutShortcuts(eventFields[event.kind]).read(new Reader(bytes.subarray(2)))
        expect(jsonOf(decodeEvent(new Reader(bytes)))).toBe(jsonOf(byTable))
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives each kind its own number, without gaps', () => {
    const numbers = Object.values(eventNumbers)
    expect(numbers.toSorted((left, right) => left - right)).toEqual(numbers.map((_number, index) => index))
  })

  it('refuses an event of no kind', () => {
    const event: unknown = { kind: 'order_forgotten', at: 1 }
    expect(() => {
      Reflect.apply(encodeEvent, null, [new Writer(), event])
    }).toThrow(CodecError)
  })
})

describe('damaged batches of events', () => {
  it('are refused wherever they are cut', () => {
    fc.assert(
      fc.property(anyBatch, (events) => {
        const bytes = encodeBatch(events)
        for (let end = 0; end < bytes.length; end += 1)
          expect(() => decodeBatch(bytes.subarray(0, end))).toThrow(CodecError)
      }),
      { numRuns: 30 },
    )
  })

  it('are refused when something follows them', () => {
    expect(() => decodeBatch(Uint8Array.of(0, 0))).toThrow('byte 1: 1 bytes too many')
  })

  it('are refused, or are exactly the bytes of other events', () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), fc.nat(255), (events, place, byte) => {
        const bytes = encodeBatch(events)
        bytes[place % bytes.length] = byte
        let decoded: EngineEvent[]
        try {
          decoded = decodeBatch(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
          return
        }
        expect(hexOf(encodeBatch(decoded))).toBe(hexOf(bytes))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['a kind that no release knows', [1, 255, SCHEMA_VERSION, 0]],
    ['fields of a later release', [1, 14, SCHEMA_VERSION + 1, 2, 2]],
    ['fields of no release', [1, 14, 0, 2, 2]],
    ['more events than there are bytes', [200, 1, 14, 1]],
  ])('are refused for %s', (_what, bytes) => {
    expect(() => decodeBatch(Uint8Array.from(bytes))).toThrow(CodecError)
  })
})

describe('the bytes that releases have written', () => {
  it.each(golden)('are still read: %.60s', (line) => {
    const [, kind, hex = '', ...json] = line.split(' ')
    const reader = new Reader(Buffer.from(hex, 'hex'))
    const event = decodeEvent(reader)
    reader.end()
    expect(event.kind).toBe(kind)
    expect(jsonOf(event)).toBe(json.join(' '))
  })

  it('are still written by this release', () => {
    for (const line of golden.filter((each) => each.startsWith(`${SCHEMA_VERSION} `))) {
      const hex = line.split(' ')[2] ?? ''
      expect(hexOf(bytesOf(decodeEvent(new Reader(Buffer.from(hex, 'hex')))))).toBe(hex)
    }
  })

  it('are there for each kind of event, with and without its optional fields', () => {
    const missing = kinds.filter(([kind]) => golden.filter((line) => line.split(' ')[1] === kind).length < 2)
    expect(missing.flatMap(goldenLinesOf)).toEqual([])
  })
})
