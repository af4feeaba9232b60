import type { BitWriter } from './bit-writer.ts'

/** How one channel of a block is going to be written, and how many bits that costs. */
export interface Subframe {
  samples: Int32Array
  sampleBits: number
  order: number
  residual: Int32Array
  /** Rice parameters, one for each of the 2^k equal parts of the block. */
  parameters: number[]
  bits: number
}

/** Chooses among the fixed predictors of order 0 to 4 (RFC 9639 § 9.2.5) and the number of Rice partitions. */
export function planSubframe(samples: Int32Array, sampleBits: number): Subframe {
  let residual = samples
  let best: { order: number; residual: Int32Array; total: number } = { order: 0, residual, total: magnitude(samples, 4) }
  for (let order = 1; order <= Math.min(4, samples.length - 1); order++) {
    const next = new Int32Array(samples.length)
    for (let i = order; i < samples.length; i++) next[i] = (residual[i] ?? 0) - (residual[i - 1] ?? 0)
    residual = next
    const total = magnitude(residual, 4)
    if (total < best.total) best = { order, residual, total }
  }
  const { parameters, bits } = planRice(best.residual, best.order)
  return { samples, sampleBits, order: best.order, residual: best.residual, parameters, bits: bits + best.order * sampleBits }
}

function magnitude(values: Int32Array, from: number): number {
  let sum = 0
  for (let i = from; i < values.length; i++) sum += Math.abs(values[i] ?? 0)
  return sum
}

function planRice(residual: Int32Array, order: number): { parameters: number[]; bits: number } {
  let best: { parameters: number[]; bits: number } | undefined
  for (let parts = 1; parts <= 64 && residual.length % parts === 0 && residual.length / parts > 4; parts *= 2) {
    const size = residual.length / parts
    let bits = 0
    const parameters = Array.from({ length: parts }, (_, part) => {
      const from = part === 0 ? order : part * size
      let sum = 0
      for (let i = from; i < (part + 1) * size; i++) sum += Math.abs(residual[i] ?? 0)
      const count = (part + 1) * size - from
      const parameter = Math.max(0, Math.min(14, Math.round(Math.log2((sum * 2 * Math.LN2) / count + 1e-9))))
      bits += 4 + count * (parameter + 1) + (2 * sum) / 2 ** parameter
      return parameter
    })
    if (best === undefined || bits < best.bits) best = { parameters, bits }
  }
  return best ?? { parameters: [14], bits: residual.length * 16 }
}

/** Writes a planned subframe (RFC 9639 § 9.2). */
export function writeSubframe(out: BitWriter, { samples, sampleBits, order, residual, parameters }: Subframe): void {
  out.write(0b001000 | order, 7)
  out.write(0, 1)
  for (let i = 0; i < order; i++) out.write(samples[i] ?? 0, sampleBits)
  out.write(0, 2)
  out.write(Math.log2(parameters.length), 4)
  const size = residual.length / parameters.length
  parameters.forEach((parameter, part) => {
    out.write(parameter, 4)
    for (let i = part === 0 ? order : part * size; i < (part + 1) * size; i++) {
      const value = residual[i] ?? 0
      const folded = ((value << 1) ^ (value >> 31)) >>> 0
      out.unary(folded >>> parameter)
      if (parameter > 0) out.write(folded, parameter)
    }
  })
}
