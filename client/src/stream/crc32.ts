const POLYNOMIAL = 0xedb8_8320

const table = Uint32Array.from({ length: 256 }, (_unused, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1
  }
  return remainder
})

/** CRC-32 as zlib has it, unsigned, of a text of ASCII characters. */
export function crc32(text: string): number {
  let checksum = 0xffff_ffff
  for (let index = 0; index < text.length; index += 1) {
    checksum = (checksum >>> 8) ^ (table[(checksum ^ text.charCodeAt(index)) & 0xff] ?? 0)
  }
  return (checksum ^ 0xffff_ffff) >>> 0
}
