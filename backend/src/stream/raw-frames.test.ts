import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectStream } from '../testing/stream-client.ts'
import { startStreamServer, type StreamServer } from '../testing/stream-server.ts'
import { clientFrame, closePayload, opcodes, openWire, type Wire } from '../testing/stream-wire.ts'

const { continuation, text, binary, close, ping, pong } = opcodes

let server: StreamServer
beforeAll(async () => {
  server = await startStreamServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const PING = '{"type":"ping","id":5}'
/** A message with characters of 2, 3 and 4 bytes; it is answered `unknown_message_type`. */
const WIDE = Buffer.from('{"type":"é€😀","id":6}')
const frame = clientFrame
const padded = (length: number) => Buffer.from(PING.padEnd(length))

/** What the server does: it ends the connection, or answers and goes on. */
type Expected =
  | { readonly closes: number }
  /** Types of messages, `pong:` with the payload of control frames. */
  | { readonly says: readonly string[] }

const closes = (code: number): Expected => ({ closes: code })
const says = (...said: string[]): Expected => ({ says: said })

type Case = readonly [name: string, pieces: readonly Uint8Array[], expected: Expected]

const pieces = (whole: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size),
  )

/** A message in fragments, split at these places. */
function fragments(whole: Uint8Array, ...places: readonly number[]): Buffer[] {
  const ends = [...places, whole.length]
  return ends.map((end, index) =>
    frame({
      opcode: index === 0 ? text : continuation,
      payload: whole.subarray(ends[index - 1] ?? 0, end),
      isFinal: index === ends.length - 1,
    }),
  )
}

const whole: readonly Case[] = [
  ['a message', [frame({ opcode: text, payload: PING })], says('pong')],
  ['a message, byte by byte', pieces(frame({ opcode: text, payload: PING }), 1), says('pong')],
  [
    'two messages in one piece',
    [Buffer.concat([1, 2].map(() => frame({ opcode: text, payload: PING })))],
    says('pong', 'pong'),
  ],
  ['a message of 125 bytes', [frame({ opcode: text, payload: padded(125) })], says('pong')],
  ['a message of 126 bytes', [frame({ opcode: text, payload: padded(126) })], says('pong')],
  ['a message of 65535 bytes', [frame({ opcode: text, payload: padded(65_535) })], says('pong')],
  ['a message of 65536 bytes', [frame({ opcode: text, payload: padded(65_536) })], says('pong')],
  [
    'the largest message in pieces',
    pieces(frame({ opcode: text, payload: padded(65_536) }), 997),
    says('pong'),
  ],
  [
    'a short message with a length of 16 bits',
    [frame({ opcode: text, payload: PING, lengthBytes: 2 })],
    says('pong'),
  ],
  [
    'a short message with a length of 64 bits',
    [frame({ opcode: text, payload: PING, lengthBytes: 8 })],
    says('pong'),
  ],
  ['an empty message', [frame({ opcode: text })], says('error')],
  ['bytes', [frame({ opcode: binary, payload: PING })], says('error')],
  ['no bytes', [frame({ opcode: binary })], says('error')],
  ['a mask of nothing', [frame({ opcode: text, payload: PING, mask: [0, 0, 0, 0] })], says('pong')],
  [
    'a mask of everything',
    [frame({ opcode: text, payload: PING, mask: [255, 255, 255, 255] })],
    says('pong'),
  ],
  ['wide characters', [frame({ opcode: text, payload: WIDE })], says('error')],
]

const fragmented: readonly Case[] = [
  ['a message in two fragments', fragments(Buffer.from(PING), 4), says('pong')],
  [
    'a message in one piece with two fragments',
    [Buffer.concat(fragments(Buffer.from(PING), 4))],
    says('pong'),
  ],
  [
    'a message in fragments of one byte',
    fragments(Buffer.from(PING), ...Array.from(PING, (_, index) => index + 1).slice(0, -1)),
    says('pong'),
  ],
  [
    'fragments of nothing around it',
    fragments(Buffer.from(PING), 0, 0, PING.length, PING.length),
    says('pong'),
  ],
  ['wide characters split', fragments(WIDE, 10, 12, 15, 17), says('error')],
  ['the largest message in fragments', fragments(padded(65_536), 20_000, 40_000), says('pong')],
  [
    'a ping between fragments',
    [...fragments(Buffer.from(PING), 4).flatMap((each) => [frame({ opcode: ping, payload: 'a' }), each])],
    says('pong:a', 'pong:a', 'pong'),
  ],
  [
    'a pong between fragments',
    [...fragments(Buffer.from(PING), 4).flatMap((each) => [each, frame({ opcode: pong })])],
    says('pong'),
  ],
  [
    'bytes in fragments',
    [frame({ opcode: binary, payload: 'a', isFinal: false }), frame({ opcode: continuation, payload: 'b' })],
    says('error'),
  ],
  ['a fragment that continues nothing', [frame({ opcode: continuation, payload: PING })], closes(1002)],
  [
    'a first fragment that continues nothing',
    [frame({ opcode: continuation, payload: PING, isFinal: false })],
    closes(1002),
  ],
  [
    'a message within a message',
    [frame({ opcode: text, payload: 'a', isFinal: false }), frame({ opcode: text, payload: PING })],
    closes(1002),
  ],
  [
    'bytes within a message',
    [frame({ opcode: text, payload: 'a', isFinal: false }), frame({ opcode: binary, payload: 'b' })],
    closes(1002),
  ],
  [
    'a fragment after the last one',
    [...fragments(Buffer.from(PING), 4), frame({ opcode: continuation, payload: 'a' })],
    closes(1002),
  ],
  ['fragments that are too large together', fragments(padded(65_537), 40_000), closes(1009)],
  [
    'a close between fragments',
    [
      frame({ opcode: text, payload: 'a', isFinal: false }),
      frame({ opcode: close, payload: closePayload(1000) }),
    ],
    closes(1000),
  ],
  [
    'fragments without end',
    Array.from({ length: 4_200 }, (_, index) =>
      frame({ opcode: index === 0 ? text : continuation, isFinal: false }),
    ),
    closes(1008),
  ],
]

const reserved: readonly Case[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((bits): Case => [
    `reserved bits ${bits}`,
    [frame({ opcode: text, payload: PING, reserved: bits })],
    closes(1002),
  ]),
  ['reserved bits of a ping', [frame({ opcode: ping, reserved: 4 })], closes(1002)],
  ['reserved bits of a close', [frame({ opcode: close, reserved: 2 })], closes(1002)],
  [
    'reserved bits of a later fragment',
    [frame({ opcode: text, payload: 'a', isFinal: false }), frame({ opcode: continuation, reserved: 4 })],
    closes(1002),
  ],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): Case => [
    `opcode ${opcode}`,
    [frame({ opcode, payload: 'a' })],
    closes(1002),
  ]),
  ['a message without a mask', [frame({ opcode: text, payload: PING, mask: null })], closes(1002)],
  ['a ping without a mask', [frame({ opcode: ping, mask: null })], closes(1002)],
  [
    'a close without a mask',
    [frame({ opcode: close, payload: closePayload(1000), mask: null })],
    closes(1002),
  ],
  ['nothing without a mask', [frame({ opcode: text, mask: null })], closes(1002)],
]

const control: readonly Case[] = [
  ['a ping', [frame({ opcode: ping })], says('pong:')],
  ['a ping with a payload', [frame({ opcode: ping, payload: 'hello' })], says('pong:hello')],
  [
    'a ping of 125 bytes',
    [frame({ opcode: ping, payload: 'x'.repeat(125) })],
    says(`pong:${'x'.repeat(125)}`),
  ],
  ['a ping of 126 bytes', [frame({ opcode: ping, payload: 'x'.repeat(126) })], closes(1002)],
  ['a ping of 65536 bytes', [frame({ opcode: ping, payload: 'x'.repeat(65_536) })], closes(1002)],
  [
    'a ping in bytes that are no text',
    [frame({ opcode: ping, payload: Buffer.from([0xff]) })],
    says(`pong:${Buffer.from([0xff]).toString('latin1')}`),
  ],
  ['a ping, byte by byte', pieces(frame({ opcode: ping, payload: 'slow' }), 1), says('pong:slow')],
  ['a ping in fragments', [frame({ opcode: ping, isFinal: false })], closes(1002)],
  ['a pong in fragments', [frame({ opcode: pong, isFinal: false })], closes(1002)],
  ['a close in fragments', [frame({ opcode: close, isFinal: false })], closes(1002)],
  ['a pong that nobody asked for', [frame({ opcode: pong, payload: 'hello' })], says()],
  ['a pong of 126 bytes', [frame({ opcode: pong, payload: 'x'.repeat(126) })], closes(1002)],
  [
    'a hundred pings at once',
    [Buffer.concat(Array.from({ length: 100 }, () => frame({ opcode: ping, payload: 'p' })))],
    says(...Array.from({ length: 100 }, () => 'pong:p')),
  ],
]

const closing: readonly Case[] = [
  // It is answered by the same, and here by a code that no frame carries.
  ['a close without a code', [frame({ opcode: close })], closes(1005)],
  ['a close with half a code', [frame({ opcode: close, payload: Buffer.from([3]) })], closes(1002)],
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map(
    (code): Case => [
      `a close with ${code}`,
      [frame({ opcode: close, payload: closePayload(code) })],
      closes(code),
    ],
  ),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map((code): Case => [
    `a close with ${code}, which is none`,
    [frame({ opcode: close, payload: closePayload(code) })],
    closes(1002),
  ]),
  ['a close with a reason', [frame({ opcode: close, payload: closePayload(1000, 'tired') })], closes(1000)],
  [
    'a close with a reason of 123 bytes',
    [frame({ opcode: close, payload: closePayload(1000, 'x'.repeat(123)) })],
    closes(1000),
  ],
  [
    'a close with a reason of 124 bytes',
    [frame({ opcode: close, payload: closePayload(1000, 'x'.repeat(124)) })],
    closes(1002),
  ],
  [
    'a close with a reason that is no text',
    [frame({ opcode: close, payload: closePayload(1000, Buffer.from([0xc3, 0x28])) })],
    closes(1007),
  ],
  [
    'a message after a close',
    [
      Buffer.concat([
        frame({ opcode: close, payload: closePayload(1000) }),
        frame({ opcode: text, payload: PING }),
      ]),
    ],
    closes(1000),
  ],
  [
    'a second close',
    [
      Buffer.concat([
        frame({ opcode: close, payload: closePayload(1000) }),
        frame({ opcode: close, payload: closePayload(1001) }),
      ]),
    ],
    closes(1000),
  ],
]

const invalidTexts: readonly (readonly [string, readonly number[]])[] = [
  ['a byte that begins nothing', [0x80]],
  ['a character cut off', [0xe2, 0x82]],
  ['a character too long written', [0xc0, 0xaf]],
  ['half of a pair', [0xed, 0xa0, 0x80]],
  ['a character past all', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that never is', [0xff]],
]

const texts: readonly Case[] = [
  ...invalidTexts.map(([name, bytes]): Case => [
    name,
    [frame({ opcode: text, payload: Buffer.from(bytes) })],
    closes(1007),
  ]),
  [
    'a character cut off by the end of the fragments',
    fragments(Buffer.from([0x22, 0xe2, 0x82]), 2),
    closes(1007),
  ],
  ['NUL', [frame({ opcode: text, payload: '\0' })], says('error')],
  [
    'the last character of all',
    [frame({ opcode: text, payload: Buffer.from([0xf4, 0x8f, 0xbf, 0xbf]) })],
    says('error'),
  ],
]

const sizes: readonly Case[] = [
  ['a message of 65537 bytes', [frame({ opcode: text, payload: padded(65_537) })], closes(1009)],
  ['bytes of 65537 bytes', [frame({ opcode: binary, payload: padded(65_537) })], closes(1009)],
  ['a gigabyte that is announced', [frame({ opcode: text, saidLength: 1_000_000_000n })], closes(1009)],
  [
    'a length past all numbers',
    [frame({ opcode: text, lengthBytes: 8, saidLength: 2n ** 63n })],
    closes(1009),
  ],
  [
    'the largest length of all',
    [frame({ opcode: text, lengthBytes: 8, saidLength: 2n ** 64n - 1n })],
    closes(1009),
  ],
]

const kinds = { whole, fragmented, reserved, control, closing, texts, sizes }

/** What a frame says in short. */
function inShort(opcode: number, payload: Buffer): string {
  if (opcode === pong) return `pong:${payload.toString('latin1')}`
  const { type } = JSON.parse(payload.toString()) as { type: string }
  return type
}

/** The code of the close frame, after which the server hangs up. */
async function closeCodeOf(wire: Wire): Promise<number> {
  let code = 0
  for (let heard = await wire.next(); heard !== null; heard = await wire.next()) {
    if (heard.opcode === close) code = heard.payload.length === 0 ? 1005 : heard.payload.readUInt16BE(0)
    else if (code !== 0) throw new Error('something comes after the close')
  }
  return code
}

describe.each(Object.entries(kinds))('frames: %s', (_kind, cases) => {
  it.each(cases)('%s', async (_name, bytes, expected) => {
    await using wire = await openWire(server.port)
    await wire.send(...bytes)
    if ('closes' in expected) {
      expect(await closeCodeOf(wire)).toBe(expected.closes)
    } else {
      await wire.send(frame({ opcode: ping, payload: 'over' }))
      const said: string[] = []
      for (;;) {
        const heard = await wire.next()
        if (heard === null) throw new Error('the connection has ended')
        expect(heard.isFinal).toBe(true)
        const short = inShort(heard.opcode, heard.payload)
        if (short === 'pong:over') break
        said.push(short)
      }
      expect(said).toEqual(expected.says)
    }
    await using client = await connectStream(server.port)
    expect(await client.ask({ type: 'ping', id: 1 })).toMatchObject({ type: 'pong' })
  })
})

describe('a connection that is being closed', () => {
  it('is told nothing more, even if its client is slow to answer', async () => {
    await using wire = await openWire(server.port)
    await wire.send(...Array.from({ length: 501 }, () => frame({ opcode: pong })))
    expect((await wire.next())?.opcode).toBe(close)
    server.sweep(6)
    await wire.send(frame({ opcode: close, payload: closePayload(4029) }))
    expect(await wire.next()).toBeNull()
  })
})

describe('frames that were all wrong', () => {
  it('leave nothing behind', async () => {
    const cases = Object.values(kinds).flat()
    const round = async () => {
      for (const [, bytes] of cases) {
        await using wire = await openWire(server.port)
        await wire.send(...bytes.slice(0, 10))
      }
    }
    await round()
    await expect.poll(() => server.metric('stream_connections')).toBe(0)
    const before = process.memoryUsage().external
    for (let count = 0; count < 3; count += 1) await round()
    await expect.poll(() => server.metric('stream_connections')).toBe(0)
    expect(process.memoryUsage().external - before).toBeLessThan(20_000_000)
  })
})
