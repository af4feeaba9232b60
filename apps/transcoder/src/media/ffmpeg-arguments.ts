import type { AudioFacts } from './read-facts.ts'
import type { ImageHeader } from './read-image-header.ts'

/** The renditions, in kbit/s, each by the name used in paths, events and logs. */
export const renditions = [{ name: '64k', kbps: 64 }, { name: '128k', kbps: 128 }, { name: '320k', kbps: 320 }] as const
export type RenditionName = (typeof renditions)[number]['name']

export const output_rate_hz = 44_100

/** The names files have inside a work directory. An original's own name is never shown to an engine. */
export const scratch = {
  input: 'input',
  image: 'image',
  adts: (rendition: RenditionName) => `${rendition}.aac`,
  cover: (size_px: number) => `cover-${size_px}.jpg`
}

const max_alloc_bytes = 256 * 1024 * 1024
const base = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info', '-y', '-threads', '1', '-filter_threads', '1']

/** One input, read by exactly one demuxer and one decoder, over no protocol but the file itself; any damage is an error. */
function hardenedInput(path: string, demuxer: string, decoder: string, kind: 'a' | 'v', max_alloc = max_alloc_bytes): string[] {
  return [
    ...base, '-max_alloc', String(max_alloc),
    '-protocol_whitelist', 'file', '-format_whitelist', demuxer, '-codec_whitelist', decoder,
    '-f', demuxer, '-err_detect', 'crccheck+bitstream+buffer+explode', `-c:${kind}`, decoder, '-threads', '1', '-i', path
  ]
}

function audioInput(facts: AudioFacts, duration_s: number): string[] {
  const input = hardenedInput(scratch.input, facts.format, facts.decoder, 'a')
  return [...input.slice(0, -2), '-t', duration_s.toFixed(3), ...input.slice(-2)]
}

const bare = ['-vn', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1']

/**
 * One decode of at most `duration_s` into everything: three AAC-LC renditions as ADTS, loudness with true peak (EBU R128) in the log,
 * and the sound itself as 16-bit stereo on standard output.
 */
export function encodeArguments(facts: AudioFacts, duration_s: number): string[] {
  // The resampler's own mono → stereo is 3 dB quieter. Naming the channels keeps an AAC that turns out to be stereo whole.
  const both_sides = facts.channels === 1 ? ',pan=stereo|FL=FL+FC|FR=FR+FC' : ''
  const sound = `[0:a:0]aresample=${output_rate_hz}${both_sides},aformat=sample_fmts=fltp:channel_layouts=stereo,asplit=${renditions.length + 2}`
  const branches = renditions.map(({ name }) => `[a${name}]`).join('')
  const graph = `${sound}${branches}[loudness][sound];[loudness]ebur128=framelog=verbose:peak=true,anullsink`
  return [
    ...audioInput(facts, duration_s), '-filter_complex', graph,
    ...renditions.flatMap(({ name, kbps }) =>
      ['-map', `[a${name}]`, ...bare, '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', `${kbps}k`, '-f', 'adts', scratch.adts(name)]),
    '-map', '[sound]', ...bare, '-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'
  ]
}

/** The decode alone, as it comes, 16-bit on standard output. */
export function listenArguments(facts: AudioFacts, duration_s: number): string[] {
  return [...audioInput(facts, duration_s), '-map', '0:a:0', ...bare, '-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1']
}

const max_image_alloc_bytes = 512 * 1024 * 1024

// The encoder's optimal Huffman tables, its default, never end in WebAssembly.
const jpeg = ['-c:v', 'mjpeg', '-huffman', 'default', '-q:v', '3']

/** One picture, decoded and made anew as square JPEGs, cut around its centre. */
export function coverArguments(image: ImageHeader, sizes_px: readonly number[]): string[] {
  const names = sizes_px.map(size => `[c${size}]`)
  const squares = sizes_px.map(size =>
    `[i${size}]scale=${size}:${size}:force_original_aspect_ratio=increase:flags=area,crop=${size}:${size},format=yuvj420p[c${size}]`)
  const graph = [`[0:v:0]split=${sizes_px.length}${sizes_px.map(size => `[i${size}]`).join('')}`, ...squares].join(';')
  return [
    ...hardenedInput(scratch.image, image.demuxer, image.decoder, 'v', max_image_alloc_bytes), '-filter_complex', graph,
    ...sizes_px.flatMap((size, index) =>
      ['-map', names[index] ?? '', '-an', '-map_metadata', '-1', '-frames:v', '1', ...jpeg, '-f', 'image2', '-update', '1', scratch.cover(size)])
  ]
}
