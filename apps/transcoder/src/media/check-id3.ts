import type { ByteWindow } from './byte-window.ts'
import { id3v2Length } from './detect-format.ts'
import { Refusal } from './rejection.ts'

const max_tag_bytes = 32 * 1024 * 1024
const max_inflated_bytes = 10 * 1024 * 1024

/**
 * Refuses an ID3v2 tag that would cost more than any honest one: a tag over 32 MiB, or a compressed frame that says it becomes
 * more than 10 MiB (ID3v2.3 § 3.3.1, ID3v2.4 § 4.1.2). Files without a tag pass.
 */
export function checkId3(file: ByteWindow): void {
  const length = id3v2Length(file, 0)
  if (length > max_tag_bytes) throw new Refusal('corrupt_audio', `an ID3 tag of ${length} bytes`)
  const version = file.bytes(3, 1)[0] ?? 0
  if (length === 0 || version < 3) return
  const synchsafe = (bytes: Buffer) => bytes.reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  for (let offset = 10; offset + 14 <= length;) {
    const header = file.bytes(offset, 14)
    if (header.length < 14 || header.readUInt8(0) === 0) return
    const size = version === 3 ? header.readUInt32BE(4) : synchsafe(header.subarray(4, 8))
    const compressed = (header.readUInt8(9) & (version === 3 ? 0x80 : 0x08)) !== 0
    const inflated = version === 3 ? header.readUInt32BE(10) : synchsafe(header.subarray(10, 14))
    if (compressed && inflated > max_inflated_bytes) throw new Refusal('corrupt_audio', `an ID3 frame that becomes ${inflated} bytes`)
    offset += 10 + size
  }
}
