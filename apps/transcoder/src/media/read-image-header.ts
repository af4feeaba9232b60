export interface ImageHeader {
  /** The ffmpeg demuxer and decoder it may be read with. */
  demuxer: 'png_pipe' | 'jpeg_pipe' | 'webp_pipe'
  decoder: 'png' | 'mjpeg' | 'webp'
  width: number
  height: number
}

/** The size a JPEG's frame header gives (ITU-T T.81 § B.2.2). */
function readJpeg(image: Buffer): ImageHeader | undefined {
  let offset = 2
  while (offset + 9 < image.length) {
    if (image[offset] !== 0xff) return undefined
    const marker = image.readUInt8(offset + 1)
    const start_of_frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (start_of_frame) {
      return { demuxer: 'jpeg_pipe', decoder: 'mjpeg', height: image.readUInt16BE(offset + 5), width: image.readUInt16BE(offset + 7) }
    }
    offset += marker === 0xff ? 1 : 2 + image.readUInt16BE(offset + 2)
  }
  return undefined
}

/** The canvas of a still WebP (RFC 9649 § 2.5 to 2.7): lossy, lossless or extended. */
function readWebp(image: Buffer): ImageHeader | undefined {
  const chunk = image.toString('latin1', 12, 16)
  const webp = { demuxer: 'webp_pipe', decoder: 'webp' } as const
  if (chunk === 'VP8 ') return { ...webp, width: image.readUInt16LE(26) & 0x3fff, height: image.readUInt16LE(28) & 0x3fff }
  if (chunk === 'VP8L') {
    const bits = image.readUInt32LE(21)
    return { ...webp, width: (bits & 0x3fff) + 1, height: (bits >>> 14 & 0x3fff) + 1 }
  }
  if (chunk === 'VP8X') return { ...webp, width: image.readUIntLE(24, 3) + 1, height: image.readUIntLE(27, 3) + 1 }
  return undefined
}

/** What a PNG, JPEG or WebP says about itself in its first bytes; undefined for anything else. Decodes nothing. */
export function readImageHeader(image: Buffer): ImageHeader | undefined {
  if (image.length < 32) return undefined
  if (image.readUInt32BE(0) === 0x89504e47 && image.toString('latin1', 12, 16) === 'IHDR') {
    return { demuxer: 'png_pipe', decoder: 'png', width: image.readUInt32BE(16), height: image.readUInt32BE(20) }
  }
  if (image.readUInt16BE(0) === 0xffd8) return readJpeg(image)
  if (image.toString('latin1', 0, 4) === 'RIFF' && image.toString('latin1', 8, 12) === 'WEBP') return readWebp(image)
  return undefined
}
