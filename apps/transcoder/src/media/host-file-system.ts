import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

interface FsNode {
  id: number
  name: string
  mode: number
  node_ops: object
  stream_ops: object
}

interface FsStream {
  node: FsNode
  flags: number
  position: number
  stream_ops: object
  fd_on_host?: number
}

/** What of Emscripten's file system is used (https://emscripten.org/docs/api_reference/Filesystem-API.html). */
export interface EmscriptenFs {
  ErrnoError: new (errno: number) => Error
  getStream(fd: number): FsStream
  createNode(parent: FsNode | null, name: string, mode: number, device: number): FsNode
  isDir(mode: number): boolean
  mkdir(path: string): void
  mount(type: object, options: object, path: string): void
  chdir(path: string): void
}

const errno = { no_entry: 44, no_space: 51, bad_argument: 28 }
const directory_mode = 0o40777
const file_mode = 0o100666
const write_flags = 3

/** Lets standard output through as bytes; Emscripten's own takes it for lines of text. */
export function passStandardOutput(fs: EmscriptenFs): void {
  const stream = fs.getStream(1)
  const write = (_stream: FsStream, buffer: Int8Array, offset: number, length: number) => {
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)
    let written = 0
    while (written < length) written += writeSync(1, bytes, written)
    return length
  }
  stream.stream_ops = { ...stream.stream_ops, write }
}

/**
 * An Emscripten file system that is one flat directory of the host, so that input and output pass through without lying in memory.
 * Names with a path in them don't exist. A file may grow to `output_bytes`: what would be longer fails as a full disk does.
 */
export function hostFileSystem(fs: EmscriptenFs, host: string, output_bytes: number): object {
  const on_host = (node: FsNode) => join(host, node.name)

  const node_ops = {
    getattr(node: FsNode) {
      const size = fs.isDir(node.mode) ? 0 : statSync(on_host(node)).size
      const time = new Date(0)
      return {
        dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size,
        atime: time, mtime: time, ctime: time, blksize: 4096, blocks: Math.ceil(size / 4096)
      }
    },
    setattr() { /* Truncation is the flag of open(); the rest doesn't matter to a scratch file. */ },
    lookup(parent: FsNode, name: string) {
      if (name.includes('/') || !statSync(join(host, name), { throwIfNoEntry: false })?.isFile()) throw new fs.ErrnoError(errno.no_entry)
      return node(parent, name, file_mode)
    },
    mknod(parent: FsNode, name: string) {
      closeSync(openSync(join(host, name), 'w'))
      return node(parent, name, file_mode)
    }
  }

  const stream_ops = {
    open(stream: FsStream) {
      if (fs.isDir(stream.node.mode)) return
      const writes = (stream.flags & write_flags) !== 0
      stream.fd_on_host = openSync(on_host(stream.node), writes ? 'r+' : 'r')
      if (writes) ftruncateSync(stream.fd_on_host, 0)
    },
    close(stream: FsStream) {
      if (stream.fd_on_host !== undefined) closeSync(stream.fd_on_host)
    },
    read: (stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number) =>
      readSync(stream.fd_on_host ?? -1, new Uint8Array(buffer.buffer), buffer.byteOffset + offset, length, position),
    write(stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number) {
      if (position + length > output_bytes) throw new fs.ErrnoError(errno.no_space)
      return writeSync(stream.fd_on_host ?? -1, new Uint8Array(buffer.buffer), buffer.byteOffset + offset, length, position)
    },
    llseek(stream: FsStream, offset: number, whence: 0 | 1 | 2) {
      const from = whence === 0 ? 0 : whence === 1 ? stream.position : fstatSync(stream.fd_on_host ?? -1).size
      if (from + offset < 0) throw new fs.ErrnoError(errno.bad_argument)
      return from + offset
    }
  }

  function node(parent: FsNode | null, name: string, mode: number): FsNode {
    return Object.assign(fs.createNode(parent, name, mode, 0), { node_ops, stream_ops })
  }

  return { mount: () => node(null, '/', directory_mode) }
}
