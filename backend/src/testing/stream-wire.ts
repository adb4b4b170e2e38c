import { once } from 'node:events'
import { connect } from 'node:net'

/** A frame of WebSocket as it goes over the wire (RFC 6455, 5.2); right unless it is told to be wrong. */
export interface FrameParts {
  readonly opcode: number
  readonly payload?: string | Uint8Array
  readonly isFinal?: boolean
  /** The three bits that nobody may set: 4, 2, 1. */
  readonly reserved?: number
  /** `null`: it is not masked. */
  readonly mask?: readonly [number, number, number, number] | null
  /** Bytes of the length; the fewest that can say it unless this says more. */
  readonly lengthBytes?: 1 | 2 | 8
  /** What the length says, when that is not true. */
  readonly saidLength?: bigint
}

/** A frame of the server. */
export interface WireFrame {
  readonly isFinal: boolean
  readonly opcode: number
  readonly payload: Buffer
}

/** A connection that says and hears bytes, after a right handshake. */
export interface Wire extends AsyncDisposable {
  /** All that came, oldest first. */
  readonly frames: readonly WireFrame[]
  /** Sends bytes, each piece in a turn of its own. */
  send(...pieces: readonly Uint8Array[]): Promise<void>
  /** Waits for the first frame that has not been waited for yet; `null`: the connection has ended. */
  next(): Promise<WireFrame | null>
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const MASK = [0x37, 0xfa, 0x21, 0x3d] as const

/** The bytes of a frame of a client. */
export function clientFrame(parts: FrameParts): Buffer {
  const { opcode, payload = '', isFinal = true, reserved = 0, mask = MASK } = parts
  const body = Buffer.from(payload)
  const length = parts.saidLength ?? BigInt(body.length)
  const lengthBytes = parts.lengthBytes ?? (length < 126n ? 1 : length < 65_536n ? 2 : 8)
  const head = Buffer.alloc(lengthBytes === 1 ? 2 : 2 + lengthBytes)
  head[0] = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  head[1] = (mask === null ? 0 : 0x80) | (lengthBytes === 1 ? Number(length) : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) head.writeUInt16BE(Number(length), 2)
  if (lengthBytes === 8) head.writeBigUInt64BE(length, 2)
  if (mask === null) return Buffer.concat([head, body])
  return Buffer.concat([head, Buffer.from(mask), body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))])
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string | Uint8Array = ''): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  return Buffer.concat([payload, Buffer.from(reason)])
}

export async function openWire(port: number): Promise<Wire> {
  const socket = connect(port, '127.0.0.1')
  const frames: WireFrame[] = []
  let unread = Buffer.alloc(0)
  let isOpen = false
  let given = 0
  let news = Promise.withResolvers<undefined>()
  const tell = () => {
    news.resolve(undefined)
    news = Promise.withResolvers()
  }
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk])
    if (!isOpen) {
      const end = unread.indexOf('\r\n\r\n')
      if (end < 0) return
      unread = unread.subarray(end + 4)
      isOpen = true
    }
    for (let read = readFrame(unread); read !== null; read = readFrame(unread)) {
      frames.push(read.frame)
      unread = unread.subarray(read.length)
    }
    tell()
  })
  // A server that has closed may reset what still comes.
  socket.on('error', tell)
  socket.on('close', tell)
  socket.write(
    'GET /api/v1/ws/v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const wire: Wire = {
    frames,
    async send(...pieces) {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }
    },
    async next() {
      while (given >= frames.length) {
        if (socket.closed) return null
        await news.promise
      }
      given += 1
      return frames[given - 1] ?? null
    },
    async [Symbol.asyncDispose]() {
      if (socket.closed) return
      const closed = once(socket, 'close')
      socket.destroy()
      await closed
    },
  }
  const welcome = await wire.next()
  if (welcome?.opcode !== opcodes.text) throw new Error('the server does not say welcome')
  return wire
}

/** The first whole frame of what has come, and how many bytes it took. */
function readFrame(bytes: Buffer): { readonly frame: WireFrame; readonly length: number } | null {
  if (bytes.length < 2) return null
  const first = bytes.readUInt8(0)
  const said = bytes.readUInt8(1)
  const headLength = said < 126 ? 2 : said === 126 ? 4 : 10
  if (bytes.length < headLength) return null
  const bodyLength =
    said < 126 ? said : said === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const length = headLength + bodyLength
  if (bytes.length < length) return null
  const payload = bytes.subarray(headLength, length)
  return { frame: { isFinal: first >= 0x80, opcode: first & 0x0f, payload }, length }
}
