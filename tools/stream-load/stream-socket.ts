import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { FrameReader, opcodes } from './frame-reader.ts'

/** Who uses a connection. Buffers are good during the call only. */
export interface SocketListener {
  onOpen(): void
  onMessage(payload: Buffer): void
  onSample(payload: Buffer): void
  /** Once, whatever was the reason; 1006: without a close frame. */
  onClose(code: number): void
  onProtocolError(reason: string): void
}

/** Where a load goes. */
export interface StreamAddress {
  readonly host: string
  readonly port: number
  readonly path: string
}

/** All sockets read into the same memory: what it holds is taken before the next one reads. */
const receiveBuffer = Buffer.allocUnsafeSlow(256 * 1024)

const HEAD_BYTES_MAX = 16_384
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const NO_CLOSE_FRAME = 1006
const NO_STATUS = 1005
/** Any will do: nobody between can be fooled on one machine. */
const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

/** A WebSocket of a client, made for thousands of them in a process. */
export class StreamSocket {
  readonly #listener: SocketListener
  readonly #socket: Socket
  readonly #reader: FrameReader
  readonly #key = randomBytes(16).toString('base64')
  #head: string | null = ''
  #closeCode = NO_CLOSE_FRAME
  /** Bytes that arrived, without the answer to the handshake. */
  bytes = 0
  /** How often somebody has looked since something arrived; the looker counts. */
  quietLooks = 0

  constructor(address: StreamAddress, listener: SocketListener) {
    this.#listener = listener
    this.#reader = new FrameReader({
      onMessage: (payload) => listener.onMessage(payload),
      onSample: (payload) => listener.onSample(payload),
      onControl: (opcode, payload) => this.#takeControl(opcode, payload),
      onBadFrame: (reason) => this.#fail(`a bad frame: ${reason}`),
    })
    const { host, port } = address
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: receiveBuffer,
        callback: (length) => {
          this.#receive(receiveBuffer.subarray(0, length))
          return true
        },
      },
    })
    this.#socket.on('connect', () => this.#socket.write(handshake(address, this.#key), 'latin1'))
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => listener.onClose(this.#closeCode))
  }

  get messages(): number {
    return this.#reader.messages
  }

  /** From now on messages are counted, not handed out. */
  count(): void {
    this.#reader.isCounting = true
  }

  sendText(text: string): void {
    this.#send(opcodes.text, Buffer.from(text))
  }

  /** Ends the connection so that the server hears of an error. */
  reset(): void {
    if (!this.#socket.destroyed) this.#socket.resetAndDestroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #send(opcode: number, payload: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(maskedFrame(opcode, payload))
  }

  #receive(chunk: Buffer): void {
    this.quietLooks = 0
    if (this.#head !== null) {
      this.#receiveHead(this.#head + chunk.toString('latin1'))
      return
    }
    this.bytes += chunk.length
    this.#reader.push(chunk)
  }

  #receiveHead(text: string): void {
    const end = text.indexOf('\r\n\r\n')
    this.#head = text
    if (end < 0) {
      if (text.length > HEAD_BYTES_MAX) this.#fail('a handshake without an end')
      return
    }
    const accept = createHash('sha1').update(`${this.#key}${acceptSuffix}`).digest('base64')
    const isAccepted = /\r\nsec-websocket-accept: *(\S+)/i.exec(text)?.[1] === accept
    if (!text.startsWith('HTTP/1.1 101 ') || !isAccepted) {
      this.#fail(`the handshake is answered by ${text.slice(0, text.indexOf('\r\n'))}`)
      return
    }
    this.#head = null
    this.#listener.onOpen()
    const rest = Buffer.from(text.slice(end + 4), 'latin1')
    if (rest.length > 0) this.#receive(rest)
  }

  #takeControl(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) this.#send(opcodes.pong, payload)
    if (opcode !== opcodes.close) return
    this.#closeCode = payload.length < 2 ? NO_STATUS : payload.readUInt16BE(0)
    this.#send(opcodes.close, payload.subarray(0, 2))
    this.#socket.end()
  }

  #fail(reason: string): void {
    this.#listener.onProtocolError(reason)
    this.#socket.destroy()
  }
}

function handshake({ host, port, path }: StreamAddress, key: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    '\r\n',
  ].join('\r\n')
}

function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(2 + lengthBytes + mask.length + length)
  frame[0] = 0x80 | opcode
  if (lengthBytes === 0) frame[1] = 0x80 | length
  else if (lengthBytes === 2) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  const start = 2 + lengthBytes + mask.length
  mask.copy(frame, 2 + lengthBytes)
  for (let index = 0; index < length; index += 1) {
    frame[start + index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0)
  }
  return frame
}
