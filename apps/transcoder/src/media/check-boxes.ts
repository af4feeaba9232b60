import type { ByteWindow } from './byte-window.ts'
import { Refusal } from './rejection.ts'

interface Box {
  type: string
  /** Where its body begins and its last byte ends. */
  start: number
  end: number
}

const printable = /^[\x20-\x7e\xa9]{4}$/

/** The boxes that tile a stretch of the file (ISO/IEC 14496-12 § 4.2); the last of a file may say "to the end". Throws {@link Refusal}. */
function boxesBetween(file: ByteWindow, start: number, end: number): Box[] {
  const boxes: Box[] = []
  for (let offset = start; offset < end;) {
    const header = file.bytes(offset, 16)
    if (header.length < 8) throw new Refusal('truncated_audio', 'half a box at the end')
    const type = header.toString('latin1', 4, 8)
    if (!printable.test(type)) throw new Refusal('corrupt_audio', `no box at ${offset}`)
    const short = header.readUInt32BE(0)
    const long = short === 1 && header.length === 16
    const size = short === 0 ? end - offset : long ? Number(header.readBigUInt64BE(8)) : short
    if (size < (long ? 16 : 8)) throw new Refusal('corrupt_audio', `box ${type} of ${size} bytes`)
    if (offset + size > end) throw new Refusal('truncated_audio', `box ${type} runs past its end`)
    boxes.push({ type, start: offset + (long ? 16 : 8), end: offset + size })
    offset += size
  }
  return boxes
}

/** Every box that lies at `path` below `parents`. */
function descend(file: ByteWindow, parents: Box[], path: string[]): Box[] {
  return path.reduce((boxes, type) => boxes.flatMap(box => boxesBetween(file, box.start, box.end)).filter(box => box.type === type), parents)
}

/**
 * Holds an MP4 to its own arithmetic, and to having its sound inside: a data reference that isn't flagged as self-contained
 * names another file or a URL (§ 8.7.2). Throws {@link Refusal}.
 */
export function checkBoxes(file: ByteWindow): void {
  const movie = boxesBetween(file, 0, file.size).filter(box => box.type === 'moov')
  if (movie.length === 0) throw new Refusal('truncated_audio', 'no movie box')
  for (const { start, end } of descend(file, movie, ['trak', 'mdia', 'minf', 'dinf', 'dref'])) {
    const version_flags_count = 8
    for (const reference of boxesBetween(file, start + version_flags_count, end)) {
      const self_contained = (file.bytes(reference.start, 4)[3] ?? 0) & 1
      if (!self_contained) throw new Refusal('corrupt_audio', 'the sound lies in another file')
    }
  }
}
