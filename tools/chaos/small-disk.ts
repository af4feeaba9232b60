import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const room_mb = 640
const megabyte = 1_048_576

export interface SmallDisk extends Disposable {
  /** But for so much; 0 for the last block, too. */
  fillBut(left_mb: number): void
  /** Gives the room back. */
  free(): void
}

/** Why there can't be one here; null where there can. */
export const noSmallDisk = (): string | null => (process.platform === 'linux' && process.getuid?.() === 0 ? null : 'a disk of its own needs root on Linux')

/** Puts a folder that nobody uses at the moment on a disk of its own with little room; disposing puts it back, what was written since included. */
export function smallDisk(folder: string): SmallDisk {
  const beside = `${folder}.beside`
  const ballast = join(folder, 'ballast')
  const [used_mb = '0'] = execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')
  const copy = (from: string, to: string) => execFileSync('cp', ['-a', `${from}/.`, to])
  renameSync(folder, beside)
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${Number(used_mb) + room_mb}m`, 'tmpfs', folder])
  copy(beside, folder)
  const free = () => rmSync(ballast, { force: true })
  return {
    fillBut(left_mb) {
      const { bavail, bsize } = statfsSync(folder)
      for (let room = Math.ceil((bavail * bsize) / megabyte) - left_mb; room > 0; room--) append(ballast, Buffer.alloc(megabyte))
    },
    free,
    [Symbol.dispose]() {
      free()
      rmSync(beside, { recursive: true })
      mkdirSync(beside)
      copy(folder, beside)
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
      renameSync(beside, folder)
    },
  }
}

function append(path: string, piece: Buffer): void {
  try {
    appendFileSync(path, piece)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
