import type { TopicUpdate } from '@trading-pro/exchange'

const FINAL_TEXT = 0x81
const LENGTH_IN_16_BITS = 126
const LENGTH_IN_64_BITS = 127

/** A ping without a payload. */
export const pingFrame = Buffer.from([0x89, 0])

/** A message as one text frame of a server: final, neither masked nor compressed (RFC 6455, 5.2). */
export function textFrame(message: string): Buffer {
  const length = Buffer.byteLength(message)
  if (length < LENGTH_IN_16_BITS) {
    const frame = Buffer.allocUnsafe(2 + length)
    frame[0] = FINAL_TEXT
    frame[1] = length
    frame.write(message, 2)
    return frame
  }
  if (length < 65_536) {
    const frame = Buffer.allocUnsafe(4 + length)
    frame[0] = FINAL_TEXT
    frame[1] = LENGTH_IN_16_BITS
    frame.writeUInt16BE(length, 2)
    frame.write(message, 4)
    return frame
  }
  const frame = Buffer.allocUnsafe(10 + length)
  frame[0] = FINAL_TEXT
  frame[1] = LENGTH_IN_64_BITS
  frame.writeUInt32BE(0, 2)
  frame.writeUInt32BE(length, 6)
  frame.write(message, 10)
  return frame
}

const keptFrames = new WeakMap<TopicUpdate, Buffer>()

/** The frame of an update that may be asked for again, for as long as its topic keeps the update. */
export function keptFrame(update: TopicUpdate): Buffer {
  const kept = keptFrames.get(update)
  if (kept !== undefined) return kept
  const frame = textFrame(update.message)
  keptFrames.set(update, frame)
  return frame
}
