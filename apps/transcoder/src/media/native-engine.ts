import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Engine } from './engine.ts'

const folders = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin']

async function find(program: string): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, program)
    if (await access(path, constants.X_OK).then(() => true, () => false)) return path
  }
  return undefined
}

/** ffmpeg of this machine, in a process of its own under `prlimit` where there is one; undefined where ffmpeg is absent or has no AAC. */
export async function nativeEngine(): Promise<Engine | undefined> {
  const ffmpeg = await find('ffmpeg')
  if (!ffmpeg) return undefined
  const encoders = await promisify(execFile)(ffmpeg, ['-hide_banner', '-encoders']).then(({ stdout }) => stdout, () => '')
  if (!/^ A\S+ aac /m.test(encoders)) return undefined
  const prlimit = await find('prlimit')
  return {
    name: 'native',
    time_scale: 1,
    command(args, _work_dir, { memory_bytes, cpu_s, output_bytes }) {
      if (!prlimit) return { file: ffmpeg, args }
      const limits = [`--as=${memory_bytes}`, `--cpu=${Math.ceil(cpu_s)}`, `--fsize=${output_bytes}`, '--nofile=64', '--core=0']
      return { file: prlimit, args: [...limits, '--', ffmpeg, ...args] }
    }
  }
}
