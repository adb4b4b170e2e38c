const POLYNOMIAL = 0xed_b8_83_20

const table = new Int32Array(256)
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0)
  table[byte] = remainder
}

/** The CRC-32 of zlib, unsigned, of a text of ASCII characters. */
export function crc32(text: string): number {
  let remainder = -1
  for (let index = 0; index < text.length; index += 1) {
    remainder = (table[(remainder ^ text.charCodeAt(index)) & 0xff] ?? 0) ^ (remainder >>> 8)
  }
  return ~remainder >>> 0
}
