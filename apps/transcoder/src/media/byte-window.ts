import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Random access to a file through one window, so that walking a gigabyte costs a megabyte of memory. Little-endian unless the name says so. */
export interface ByteWindow extends Disposable {
  readonly size: number
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  bytes(offset: number, length: number): Buffer
}

const window_bytes = 1 << 20

/** Opens a file for reading through a window. Synchronous: meant for the probe, which has a process of its own. */
export function openByteWindow(path: string): ByteWindow {
  const fd = openSync(path, 'r')
  const size = fstatSync(fd).size
  let start = 0
  let held: Buffer = Buffer.alloc(0)
  return {
    size,
    bytes(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset))
      if (wanted === 0) return Buffer.alloc(0)
      if (offset < start || offset + wanted > start + held.length) {
        const buffer = Buffer.alloc(Math.min(Math.max(wanted, window_bytes), size - offset))
        held = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, offset))
        start = offset
      }
      return held.subarray(offset - start, offset - start + wanted)
    },
    [Symbol.dispose]: () => closeSync(fd)
  }
}
