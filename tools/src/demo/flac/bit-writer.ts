/** Bits, most significant first, into a buffer that grows. */
export interface BitWriter {
  /** Writes the low `count` bits of `value`, at most 32. */
  write: (value: number, count: number) => void
  /** Writes `quotient` zeros and a one. */
  unary: (quotient: number) => void
  /** Fills the last byte with zeros. */
  align: () => void
  /** The bytes so far; only whole bytes count. */
  bytes: () => Uint8Array
}

export function bitWriter(capacity: number): BitWriter {
  let buffer = new Uint8Array(capacity)
  let length = 0
  let pending = 0
  let free = 8
  const write = (value: number, count: number): void => {
    if (length + 8 > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2)
      larger.set(buffer)
      buffer = larger
    }
    let left = count
    while (left > 0) {
      const take = Math.min(left, free)
      pending = (pending << take) | ((value >>> (left - take)) & ((1 << take) - 1))
      left -= take
      free -= take
      if (free > 0) continue
      buffer[length] = pending
      length += 1
      pending = 0
      free = 8
    }
  }
  return {
    write,
    unary: (quotient) => {
      for (let zeros = quotient; zeros > 0; zeros -= 24) write(0, Math.min(24, zeros))
      write(1, 1)
    },
    align: () => { if (free < 8) write(0, free) },
    bytes: () => buffer.subarray(0, length),
  }
}
