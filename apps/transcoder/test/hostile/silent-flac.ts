/** Bit-by-bit checksum as FLAC uses it (RFC 9639 § 9.1.8, § 9.3). */
function crc(bytes: Uint8Array, polynomial: number, width: 8 | 16): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << (width - 8)
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1 << (width - 1) ? sum << 1 ^ polynomial : sum << 1) & (width === 8 ? 0xff : 0xffff)
  }
  return sum
}

/** FLAC's coded number, UTF-8 stretched to 36 bits. */
function coded(number: number): number[] {
  if (number < 0x80) return [number]
  if (number < 0x800) return [0xc0 | number >> 6, 0x80 | number & 63]
  return [0xe0 | number >> 12, 0x80 | number >> 6 & 63, 0x80 | number & 63]
}

const block_samples = 32_768
const rate_hz = 44_100

/** A well-formed mono FLAC of digital silence: 11 bytes for each three quarters of a second. `declared_s` is what its header says. */
export function silentFlac(seconds: number, declared_s = seconds): Buffer {
  const info = Buffer.alloc(34)
  info.writeUInt16BE(block_samples, 0)
  info.writeUInt16BE(block_samples, 2)
  const total = BigInt(Math.round(declared_s * rate_hz))
  info.writeBigUInt64BE(BigInt(rate_hz) << 44n | 0n << 41n | 15n << 36n | total, 10)
  const frames = Array.from({ length: Math.ceil(seconds * rate_hz / block_samples) }, (_, i) => {
    const header = [0xff, 0xf8, 0xf9, 0x08, ...coded(i)]
    const frame = [...header, crc(Uint8Array.from(header), 0x07, 8), 0, 0, 0]
    const checksum = crc(Uint8Array.from(frame), 0x8005, 16)
    return Buffer.from([...frame, checksum >> 8, checksum & 0xff])
  })
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info, ...frames])
}
