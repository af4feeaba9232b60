import { crc32, deflateSync } from 'node:zlib'
import type { Canvas } from './canvas.ts'

/** An 8-bit sRGB PNG. Each row takes the filter that leaves the smallest numbers (PNG specification § 12.7). */
export function encodePng({ side_px, rgb }: Canvas): Uint8Array {
  const stride = side_px * 3
  const bytes = new Uint8Array(stride * side_px)
  for (let i = 0; i < bytes.length; i++) bytes[i] = toSrgb(rgb[i] ?? 0)

  const filtered = new Uint8Array((stride + 1) * side_px)
  const candidates = Array.from({ length: 5 }, () => new Uint8Array(stride))
  for (let row = 0; row < side_px; row++) {
    let best = { type: 0, cost: Number.POSITIVE_INFINITY }
    candidates.forEach((candidate, type) => {
      const cost = filterRow(candidate, bytes, row * stride, stride, type)
      if (cost < best.cost) best = { type, cost }
    })
    filtered[row * (stride + 1)] = best.type
    filtered.set(candidates[best.type] ?? [], row * (stride + 1) + 1)
  }

  const header = Buffer.alloc(13)
  header.writeUInt32BE(side_px, 0)
  header.writeUInt32BE(side_px, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('sRGB', Buffer.from([0])), chunk(
      'IDAT',
      deflateSync(filtered, { level: 9 }),
    ), chunk('IEND', Buffer.alloc(0)),
  ])
}

function toSrgb(linear: number): number {
  const value = Math.max(0, Math.min(1, linear))
  return Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055))
}

/** Fills `out` with the row after filter `type` and gives the sum of its magnitudes. */
function filterRow(out: Uint8Array, bytes: Uint8Array, start: number, stride: number, type: number): number {
  let cost = 0
  for (let i = 0; i < stride; i++) {
    const left = i >= 3 ? (bytes[start + i - 3] ?? 0) : 0
    const up = bytes[start + i - stride] ?? 0
    const corner = i >= 3 ? (bytes[start + i - stride - 3] ?? 0) : 0
    const predicted = [0, left, up, (left + up) >> 1][type] ?? paeth(left, up, corner)
    const rest = ((bytes[start + i] ?? 0) - predicted) & 255
    out[i] = rest
    cost += rest < 128 ? rest : 256 - rest
  }
  return cost
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}
