import { describe, expect, it } from 'vitest'
import { FrameReader, opcodes } from './frame-reader.ts'

const end = 0x80

function frame(first: number, payload: string): Buffer {
  const { length } = payload
  const head = [first, length < 126 ? length : length < 65_536 ? 126 : 127]
  if (length >= 65_536) head.push(0, 0, 0, 0, length >>> 24, (length >>> 16) & 0xff)
  if (length >= 126) head.push((length >>> 8) & 0xff, length & 0xff)
  return Buffer.concat([Buffer.from(head), Buffer.from(payload, 'latin1')])
}

const long = `{"ts":7,"data":"${'l'.repeat(300)}"}`
const longest = 'm'.repeat(70_000)
const stream = Buffer.concat([
  frame(end | opcodes.text, 'a'),
  frame(end | opcodes.ping, 'are you there'),
  frame(end | opcodes.text, long),
  frame(opcodes.text, 'in '),
  frame(end | opcodes.pong, ''),
  frame(end | opcodes.continuation, 'parts'),
  frame(end | opcodes.text, longest),
  frame(end | opcodes.close, '\x03\xe8'),
])

/** Reads it in pieces of a length, each in memory that is overwritten afterwards. */
function read(bytes: Buffer, pieceLength: number, isCounting = false) {
  const messages: string[] = []
  const controls: string[] = []
  const faults: string[] = []
  const samples: string[] = []
  const reader = new FrameReader({
    onMessage: (payload) => messages.push(payload.toString()),
    onControl: (opcode, payload) => controls.push(`${opcode} ${payload.toString('latin1')}`),
    onSample: (payload) => samples.push(payload.toString()),
    onBadFrame: (reason) => faults.push(reason),
  })
  reader.isCounting = isCounting
  const memory = Buffer.alloc(pieceLength)
  for (let offset = 0; offset < bytes.length; offset += pieceLength) {
    reader.push(memory.subarray(0, bytes.copy(memory, 0, offset, offset + pieceLength)))
    memory.fill(0xff)
  }
  return { count: reader.messages, messages, controls, faults, samples }
}

const pieceLengths = [3, 5, 16, 127, 4_096, stream.length]
const controls = ['9 are you there', '10 ', '8 \x03\xe8']

describe.each(pieceLengths)('in pieces of %i bytes', (pieceLength) => {
  it('hands out whole messages and control frames', () => {
    const found = read(stream, pieceLength)
    expect(found.messages.map((text) => text.slice(0, 400))).toEqual([
      'a',
      long,
      'in parts',
      longest.slice(0, 400),
    ])
    expect(found.messages.at(-1)).toHaveLength(longest.length)
    expect(found).toMatchObject({ count: 4, controls, faults: [] })
  })

  it('counts the same messages, and still hands out control frames', () => {
    expect(read(stream, pieceLength, true)).toMatchObject({ count: 4, messages: [], controls, faults: [] })
  })
})

it('shows one of so many counted messages', () => {
  const many = Buffer.concat(Array.from({ length: 320 }, () => frame(end | opcodes.text, long)))
  const { samples, count } = read(many, 1_000_000, true)
  expect(count).toBe(320)
  expect(samples).toEqual(Array.from({ length: 10 }, () => long))
})

it.each([
  ['masked', [0x81, 0x80, 0, 0, 0, 0]],
  ['of an extension', [0xc1, 0x00]],
])('refuses a frame that is %s, and reads no further', (_, bytes) => {
  const found = read(Buffer.concat([Buffer.from(bytes), frame(end | opcodes.text, 'a')]), 1)
  expect(found).toMatchObject({ count: 0 })
  expect(found.faults).toHaveLength(1)
})
