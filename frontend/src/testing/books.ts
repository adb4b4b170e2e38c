import type { BookLevel, BookSnapshot, BookUpdate } from '@trading-pro/client'

interface Sides {
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** The checksum of the protocol, bit by bit. */
function crc32(text: string): number {
  let remainder = 0xffff_ffff
  for (const byte of new TextEncoder().encode(text)) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb8_8320 : remainder >>> 1
    }
  }
  return (remainder ^ 0xffff_ffff) >>> 0
}

function checksumOf({ bids, asks }: Sides): number {
  const text = (side: readonly BookLevel[]) =>
    side.map(([price, size]) => `${Math.round(price * 100)}:${size}`).join(',')
  return crc32(`${text(asks)}|${text(bids)}`)
}

/** A book in cents and whole lots, as the stream sends it first. */
export function bookSnapshot({ bids, asks }: Sides): BookSnapshot {
  const levels = { bids: bids.map(copy), asks: asks.map(copy) }
  return { priceScale: 100, quantityScale: 1, ...levels, crc: checksumOf({ bids, asks }) }
}

/** Changed levels, with the checksum of the book that they lead to. */
export function bookUpdate(changed: Sides, after: Sides): BookUpdate {
  return { bids: changed.bids.map(copy), asks: changed.asks.map(copy), crc: checksumOf(after) }
}

function copy([price, size]: BookLevel): [number, number] {
  return [price, size]
}
