/** Opcodes of RFC 6455 that a client meets. */
export const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

/** Who reads the frames of a server. Buffers are good during the call only. */
export interface FrameListener {
  onMessage(payload: Buffer): void
  onControl(opcode: number, payload: Buffer): void
  /** One of so many messages that are only counted, from its first byte on. */
  onSample(payload: Buffer): void
  onBadFrame(reason: string): void
}

/** Of the messages that are only counted, one in so many is looked at. */
const SAMPLE_EVERY = 32
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024
const firstControl = 8

/** Finds the frames of a server in what arrives: whole messages, or, much faster, how many they are. */
export class FrameReader {
  /** From now on messages are counted, not handed out. */
  isCounting = false
  /** Messages so far. */
  messages = 0
  readonly #listener: FrameListener
  #rest: Buffer | null = null
  /** Bytes of a counted message that are still to come. */
  #skip = 0
  #fragments: Buffer[] = []
  #isBroken = false

  constructor(listener: FrameListener) {
    this.#listener = listener
  }

  /** @param chunk - overwritten afterwards */
  push(chunk: Buffer): void {
    if (this.#isBroken) return
    const data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk])
    this.#rest = null
    let offset = this.#skip
    this.#skip = 0
    while (offset < data.length) {
      const end = this.#readFrame(data, offset)
      if (end === offset) break
      offset = end
    }
    if (offset > data.length) this.#skip = offset - data.length
    else if (offset < data.length) this.#rest = Buffer.from(data.subarray(offset))
  }

  /** Answers where the frame ends, which may be beyond what is there; where it begins if it must wait. */
  #readFrame(data: Buffer, offset: number): number {
    const [first = 0, second = 0] = [data[offset], data[offset + 1]]
    const headLength = lengthOfHead(second)
    if (offset + headLength > data.length) return offset
    const length = lengthOfPayload(data, offset, second)
    if ((first & 0x70) !== 0 || (second & 0x80) !== 0 || length > MESSAGE_BYTES_MAX) {
      this.#isBroken = true
      this.#listener.onBadFrame(`head ${first.toString(16)} ${second.toString(16)}, ${length} bytes`)
      return offset
    }
    const start = offset + headLength
    const end = start + length
    const opcode = first & 0x0f
    if (this.isCounting && opcode < firstControl) {
      if (first >= 0x80) this.messages += 1
      if (this.messages % SAMPLE_EVERY === 0 && end <= data.length) {
        this.#listener.onSample(data.subarray(start, end))
      }
      return end
    }
    if (end > data.length) return offset
    const payload = data.subarray(start, end)
    if (opcode >= firstControl) this.#listener.onControl(opcode, payload)
    else this.#takePart(payload, first >= 0x80)
    return end
  }

  #takePart(payload: Buffer, isLast: boolean): void {
    if (!isLast) {
      this.#fragments.push(Buffer.from(payload))
      return
    }
    this.messages += 1
    const isWhole = this.#fragments.length === 0
    const message = isWhole ? payload : Buffer.concat([...this.#fragments, payload])
    if (!isWhole) this.#fragments = []
    this.#listener.onMessage(message)
  }
}

function lengthOfHead(second: number): number {
  const length = second & 0x7f
  if (length < 126) return 2
  return length === 126 ? 4 : 10
}

function lengthOfPayload(data: Buffer, offset: number, second: number): number {
  const length = second & 0x7f
  if (length < 126) return length
  return length === 126 ? data.readUInt16BE(offset + 2) : Number(data.readBigUInt64BE(offset + 2))
}
