import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { expanded, type Dockerfile, type Instruction, type Stage } from '../../../tools/src/check-images/read-dockerfile.ts'

/** What an image is as far as it can be without an engine: layers over this machine's own root, and how to run in them. */
export interface Image {
  /** The uppermost first, as overlayfs wants them. */
  readonly layers: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly workdir: string
  readonly user: string
  readonly cmd: readonly string[]
  readonly healthcheck: readonly string[]
}

export interface Building {
  /** Takes the layers; on a file system other than the root's (overlayfs wants it so). */
  readonly folder: string
  /** What `COPY` copies from. */
  readonly context: string
  /** Stands below every stage, over this machine's root. */
  readonly base: string
  /** Kept out of sight: the stages must not find by accident what they should bring. */
  readonly hidden: string
}

/**
 * Runs the instructions of a Dockerfile's stage, to the letter, each in an overlay of its own over this machine's root, which stands in
 * for the image that `FROM` names. A layer that an equal instruction on equal layers made before is used again.
 */
export function buildImage(building: Building, dockerfile: Dockerfile, args: Readonly<Record<string, string>>): Image {
  const globals = Object.fromEntries(dockerfile.global.map(({ text }): [string, string] => [text.split('=')[0] ?? '', text.split('=')[1] ?? '']))
  const built = new Map<string, Image>()

  function stage(name: string): Image | null {
    const found = dockerfile.stages.find((candidate) => candidate.name === name)
    if (found === undefined) return null
    const image = built.get(name) ?? run(found)
    built.set(name, image)
    return image
  }

  function run({ from, instructions }: Stage): Image {
    let image = stage(expanded(from, { ...globals, ...args })) ?? { layers: [building.base], env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }, workdir: '/', user: 'root', cmd: [], healthcheck: [] }
    const known: Record<string, string> = {}
    for (const instruction of instructions) {
      if (instruction.keyword === 'ARG') known[instruction.text] = args[instruction.text] ?? ''
      else image = apply(image, instruction, known)
    }
    return image
  }

  function apply(image: Image, { keyword, text, line }: Instruction, known: Readonly<Record<string, string>>): Image {
    const value = expanded(text, { ...image.env, ...known })
    switch (keyword) {
      case 'WORKDIR':
        return { ...image, workdir: posix.resolve(image.workdir, value) }
      case 'ENV':
        return { ...image, env: { ...image.env, ...Object.fromEntries([...value.matchAll(/(\w+)=(\S*)/g)].map(([, name = '', of = '']): [string, string] => [name, of])) } }
      case 'USER':
        return { ...image, user: value }
      case 'CMD':
        return { ...image, cmd: JSON.parse(text) }
      case 'HEALTHCHECK':
        return { ...image, healthcheck: text === 'NONE' ? [] : JSON.parse(text.slice(text.indexOf('['))) }
      case 'COPY':
        return { ...image, layers: [layer(image, `COPY ${value}`, (upper) => copy(image, value, upper)), ...image.layers] }
      case 'RUN':
        return { ...image, layers: [layer(image, `RUN ${JSON.stringify([text, image.env, known, image.workdir])}`, (upper) => {
          const { status, stdout, stderr } = spawnIn(building, image.layers, { upper, workdir: image.workdir, env: { ...image.env, ...known }, command: ['/bin/sh', '-c', text] })
          if (status !== 0) throw new Error(`line ${line}: RUN ${text}\n${stdout}${stderr}`)
        }), ...image.layers] }
      default:
        return image
    }
  }

  function layer(image: Image, what: string, make: (upper: string) => void): string {
    const name = createHash('sha256').update(image.layers.join()).update(what).digest('hex').slice(0, 12)
    const place = join(building.folder, name)
    if (existsSync(place)) return place
    const half = `${place}.half`
    mkdirSync(half)
    make(half)
    renameSync(half, place)
    return place
  }

  function copy(image: Image, text: string, upper: string): void {
    const [, from, source = '', target = ''] = /^(?:--from=(\S+)\s+)?(\S+)\s+(\S+)$/.exec(text) ?? []
    const place = posix.resolve(image.workdir, target)
    const into = join(upper, place)
    mkdirSync(target.endsWith('/') ? into : dirname(into), { recursive: true })
    if (from === undefined) return cpSync(join(building.context, source), into, { recursive: true })
    const other = stage(from)
    if (other === null) throw new Error(`COPY --from=${from}: there is no such stage`)
    const { status, stderr } = spawnIn(building, other.layers, { out: into, workdir: '/', env: other.env, command: ['cp', '-a', `${source}/.`, '/mnt'] })
    if (status !== 0) throw new Error(`COPY ${text}: ${stderr}`)
  }

  const last = dockerfile.stages.at(-1)
  const image = last === undefined ? null : stage(last.name)
  if (image === null) throw new Error('a Dockerfile without a stage')
  return image
}

interface Spawning {
  /** Takes what is written; without it the root can't be written. */
  readonly upper?: string
  /** Seen as `/mnt`. */
  readonly out?: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

export function spawnIn(building: Building, layers: readonly string[], options: Spawning) {
  const [command = '', ...args] = commandIn(building, layers, options)
  return spawnSync(command, args, { env: options.env, encoding: 'utf8', maxBuffer: 64 << 20 })
}

/** The command line that runs another one in the layers, in a mount namespace that ends with it. */
export function commandIn({ folder, hidden }: Building, layers: readonly string[], { upper, out, workdir, command }: Spawning): readonly string[] {
  const root = join(folder, `root-${process.pid}`)
  const work = join(folder, `work-${process.pid}`)
  for (const path of [root, work]) mkdirSync(path, { recursive: true })
  const script = [
    'set -e',
    `/bin/mount -t overlay overlay -o lowerdir=${layers.join(':')}:/${upper === undefined ? '' : `,upperdir=${upper},workdir=${work}`} ${root}`,
    `/bin/mount -t tmpfs tmpfs ${root}${hidden}`,
    `/bin/mount --rbind /dev ${root}/dev`,
    `/bin/mount -t proc proc ${root}/proc`,
    `/bin/mount -t tmpfs tmpfs ${root}/tmp`,
    ...(out === undefined ? [] : [`/bin/mount --bind ${out} ${root}/mnt`]),
    ...(upper === undefined ? [] : [`/bin/mkdir -p ${root}${workdir}`]),
    `exec /usr/sbin/chroot ${root} /bin/sh -c 'cd ${workdir} && exec "$@"' sh "$@"`,
  ]
  return ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script.join('\n'), 'sh', ...command]
}

/** Why images can't be built like that here; null where they can. */
export function whyNot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs Linux and root'
  if (!existsSync('/dev/shm')) return 'needs /dev/shm'
  const { status } = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'])
  return status === 0 ? null : 'needs to be allowed to mount'
}

/** What `node:…-slim` brings and this machine's root may lack: this Node, and a user of that name. */
export function makeBase(folder: string): string {
  const base = join(folder, 'base')
  mkdirSync(join(base, 'usr/local/bin'), { recursive: true })
  mkdirSync(join(base, 'etc'))
  cpSync(process.execPath, join(base, 'usr/local/bin/node'), { dereference: true })
  for (const [file, line] of [['passwd', 'node:x:1000:1000::/home/node:/bin/sh'], ['group', 'node:x:1000:']] as const) {
    const others = readFileSync(`/etc/${file}`, 'utf8').split('\n').filter((entry) => !entry.startsWith('node:') && entry !== '')
    writeFileSync(join(base, 'etc', file), `${[...others, line].join('\n')}\n`)
  }
  return base
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })
