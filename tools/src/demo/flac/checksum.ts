const table = (polynomial: number, bits: number): Uint16Array =>
  Uint16Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte << (bits - 8)
    for (let i = 0; i < 8; i++) remainder = (remainder << 1) ^ ((remainder >> (bits - 1)) & 1 ? polynomial : 0)
    return remainder & ((1 << bits) - 1)
  })

const table8 = table(0x07, 8)
const table16 = table(0x8005, 16)

/** CRC-8 of a frame header (RFC 9639 § 9.1.8). */
export const crc8 = (bytes: Uint8Array): number => bytes.reduce((crc, byte) => table8[crc ^ byte] ?? 0, 0)

/** CRC-16 of a frame (RFC 9639 § 9.3). */
export const crc16 = (bytes: Uint8Array): number => bytes.reduce(
  (crc, byte) => ((crc << 8) & 0xffff) ^ (table16[(crc >> 8) ^ byte] ?? 0),
  0,
)
