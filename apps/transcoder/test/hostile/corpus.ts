import type { RejectionCode } from '../../src/media/rejection.ts'
import { makePng, makeWav, wavOf } from './honest-samples.ts'
import { silentFlac } from './silent-flac.ts'

/** A file that nobody should publish. */
export interface HostileFile {
  /** What it is, as a person would say it. */
  what: string
  /** The name that it arrives under. */
  name: string
  bytes: Buffer
  /** The codes that may refuse it; more than one where the decoder's mood decides. */
  codes: RejectionCode[]
}

const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`)
// Not at exactly half, where a frame of a bare stream may happen to end: nobody could tell that from a shorter song.
const half = (bytes: Buffer) => bytes.subarray(0, (bytes.length >> 1) + 100)
const box = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(body.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

/** Flips one bit in about every 500 bytes behind the first `from`, always the same ones. */
function flip(bytes: Buffer, from: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let at = from, seed = 1; at < copy.length; at += seed % 1000) {
    copy.writeUInt8(copy.readUInt8(at) ^ 1 << seed % 8, at)
    seed = seed * 48_271 % 0x7fffffff || 1
    if (seed % 1000 === 0) seed++
  }
  return copy
}

/** Writes a 32-bit number over an honest file. */
function lie(bytes: Buffer, marker: string, offset: number, value: number, endian: 'LE' | 'BE'): Buffer {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(marker) + offset
  if (endian === 'LE') copy.writeUInt32LE(value, at)
  else copy.writeUInt32BE(value, at)
  return copy
}

/** Makes an MP4's sound lie in another file: `location` goes into its data reference, flagged as external. */
function externalReference(m4a: Buffer, location: string): Buffer {
  const copy = Buffer.from(m4a)
  const entry = copy.indexOf('url ', 0, 'latin1')
  copy.writeUInt32BE(0, entry + 4)
  const name = Buffer.from(`${location}\0`)
  const room = Buffer.concat([copy.subarray(0, entry + 8), name, copy.subarray(entry + 8)])
  let from = 0
  for (const parent of ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref', 'url ']) {
    const at = room.indexOf(parent, from, 'latin1')
    room.writeUInt32BE(room.readUInt32BE(at - 4) + name.length, at - 4)
    from = at
  }
  return room
}

function id3(size: number, ...frames: Buffer[]): Buffer {
  const synchsafe = [21, 14, 7, 0].map(shift => size >> shift & 0x7f)
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([3, 0, 0, ...synchsafe]), ...frames])
}

/** A compressed ID3 frame that says it becomes a gigabyte. */
function inflatingFrame(): Buffer {
  const frame = Buffer.alloc(10 + 4 + 64)
  frame.write('COMM')
  frame.writeUInt32BE(68, 4)
  frame.writeUInt8(0x80, 9)
  frame.writeUInt32BE(1 << 30, 10)
  return frame
}

const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'), Buffer.alloc(400, 0x5a), Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])

function noise(length: number): Buffer {
  let seed = 7
  return Buffer.from(Uint8Array.from({ length }, () => (seed = seed * 48_271 % 0x7fffffff) >> 8 & 0xff))
}

const elf = (length: number) => Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1'), noise(length)])

/** An executable's bytes with MPEG sync words among them, as `/bin/ls` has: enough for ffmpeg to guess MP3. */
function executableWithSyncWords(mp3: Buffer): Buffer {
  const bytes = elf(120_000)
  for (let at = 4_000; at < 100_000; at += 9_000) mp3.copy(bytes, at, 2_000, 3_000)
  return bytes
}

/** Samples of one 32-bit float value. */
function floatWav(value: number): Buffer {
  const data = Buffer.alloc(2 * 44_100 * 4 * 2)
  for (let at = 0; at < data.length; at += 4) data.writeFloatLE(value, at)
  return wavOf(data, { rate_hz: 44_100, channels: 2, bits: 32, format_tag: 3 })
}

/**
 * The corpus, made from honest samples. `origin` is a loopback server's, which must never be called; `neighbour` an honest file on
 * this disk, which must never be read.
 */
export function hostileCorpus(honest: Record<string, Buffer>, origin: string, neighbour: string): HostileFile[] {
  const of = (name: string) => honest[name] ?? Buffer.alloc(0)
  const [mp3, bare, flac, m4a, ogg, wav, aiff] = ['cbr.mp3', 'bare.mp3', 'plain.flac', 'aac.m4a', 'vorbis.ogg', 'tune.wav', 'plain.aiff'].map(of)
  if (!mp3 || !bare || !flac || !m4a || !ogg || !wav || !aiff) throw new Error('samples are missing')
  const playlist = (uri: string) => text('#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:10', '#EXTINF:10,', uri, '#EXT-X-ENDLIST')
  const damaged: RejectionCode[] = ['corrupt_audio', 'truncated_audio']
  return [
    { what: 'a playlist that calls out over HTTP', name: 'song.mp3', bytes: playlist(`${origin}/a.ts`), codes: ['not_audio'] },
    { what: 'a playlist that reads a file by URL', name: 'song.mp3', bytes: playlist(`file://${neighbour}`), codes: ['not_audio'] },
    { what: 'a playlist behind an ID3 tag', name: 'song.mp3', bytes: Buffer.concat([id3(0), playlist(`${origin}/b.ts`)]), codes: ['not_audio'] },
    { what: 'an ffconcat that reads a neighbour', name: 'song.mp3', bytes: text('ffconcat version 1.0', `file '${neighbour}'`), codes: ['not_audio'] },
    { what: 'an ffconcat that calls out over HTTP', name: 'song.mp3', bytes: text('ffconcat version 1.0', `file '${origin}/c.mp3'`), codes: ['not_audio'] },
    { what: 'an MPD manifest', name: 'song.m4a', bytes: text('<?xml version="1.0"?>', `<MPD><BaseURL>${origin}/</BaseURL></MPD>`), codes: ['not_audio'] },
    { what: 'an SDP description', name: 'song.wav', bytes: text('v=0', 'c=IN IP4 127.0.0.1', 'm=audio 9 RTP/AVP 0'), codes: ['not_audio'] },
    { what: 'an MP4 whose sound lies in a neighbour', name: 'song.m4a', bytes: externalReference(m4a, `file://${neighbour}`), codes: damaged },
    { what: 'an MP4 whose sound lies behind HTTP', name: 'song.m4a', bytes: externalReference(m4a, `${origin}/d.m4a`), codes: damaged },
    { what: 'an executable', name: 'song.mp3', bytes: elf(50_000), codes: ['not_audio'] },
    { what: 'an executable with MPEG sync words', name: 'song.mp3', bytes: executableWithSyncWords(mp3), codes: ['not_audio'] },
    { what: 'an empty file', name: 'song.wav', bytes: Buffer.alloc(0), codes: ['not_audio'] },
    { what: 'one byte', name: 'song.mp3', bytes: Buffer.from([0xff]), codes: ['not_audio'] },
    { what: 'text', name: 'song.flac', bytes: text('This is not a song.'), codes: ['not_audio'] },
    { what: 'a picture', name: 'song.mp3', bytes: makePng(64, 64), codes: ['not_audio'] },
    { what: 'noise', name: 'song.aac', bytes: noise(200_000), codes: ['not_audio'] },
    { what: 'half a WAV', name: 'song.wav', bytes: half(wav), codes: ['truncated_audio'] },
    { what: 'half an AIFF', name: 'song.aiff', bytes: half(aiff), codes: ['truncated_audio'] },
    { what: 'half a FLAC', name: 'song.flac', bytes: half(flac), codes: damaged },
    { what: 'half an MP3', name: 'song.mp3', bytes: half(mp3), codes: ['truncated_audio'] },
    { what: 'half an MP3 without a count of its frames', name: 'song.mp3', bytes: half(bare), codes: ['truncated_audio'] },
    { what: 'half an M4A', name: 'song.m4a', bytes: half(m4a), codes: ['truncated_audio'] },
    { what: 'half an M4A with its index first', name: 'song.m4a', bytes: half(of('faststart.m4a')), codes: ['truncated_audio'] },
    { what: 'half an Ogg', name: 'song.ogg', bytes: half(ogg), codes: ['truncated_audio'] },
    { what: 'a bit-flipped FLAC', name: 'song.flac', bytes: flip(flac, 9_000), codes: damaged },
    { what: 'a bit-flipped MP3', name: 'song.mp3', bytes: flip(bare, 3_000), codes: damaged },
    { what: 'a bit-flipped M4A', name: 'song.m4a', bytes: flip(of('faststart.m4a'), 4_000), codes: damaged },
    { what: 'a bit-flipped Ogg', name: 'song.ogg', bytes: flip(ogg, 6_000), codes: damaged },
    { what: 'ten hours of silence in a small FLAC', name: 'song.flac', bytes: silentFlac(36_000), codes: ['too_long'] },
    { what: 'half an hour of silence in a small FLAC', name: 'song.flac', bytes: silentFlac(1_800), codes: ['silent_audio'] },
    { what: 'ten hours that declare three seconds', name: 'song.flac', bytes: silentFlac(36_000, 3), codes: ['corrupt_audio', 'silent_audio', 'too_long'] },
    { what: 'three seconds that declare an hour', name: 'song.flac', bytes: silentFlac(3, 3_600), codes: ['truncated_audio'] },
    { what: 'a silent WAV', name: 'song.wav', bytes: makeWav({ seconds: 2, sampleAt: () => 0 }), codes: ['silent_audio'] },
    { what: 'half a second', name: 'song.wav', bytes: makeWav({ seconds: 0.5 }), codes: ['too_short'] },
    { what: 'a WAV of 1 Hz', name: 'song.wav', bytes: wavOf(noise(400_000), { rate_hz: 1, channels: 1, bits: 16, format_tag: 1 }), codes: ['unsupported_sample_rate'] },
    { what: 'a WAV of 4 GHz', name: 'song.wav', bytes: wavOf(noise(400_000), { rate_hz: 0xffffffff, channels: 1, bits: 16, format_tag: 1 }), codes: ['unsupported_sample_rate'] },
    { what: 'a WAV of 1,000 channels', name: 'song.wav', bytes: wavOf(noise(400_000), { rate_hz: 8_000, channels: 1_000, bits: 16, format_tag: 1 }), codes: ['too_many_channels'] },
    { what: 'a WAV of no channels', name: 'song.wav', bytes: wavOf(noise(400_000), { rate_hz: 8_000, channels: 0, bits: 16, format_tag: 1 }), codes: damaged },
    { what: 'a WAV of not-a-numbers', name: 'song.wav', bytes: floatWav(NaN), codes: ['corrupt_audio'] },
    { what: 'a WAV of infinities', name: 'song.wav', bytes: floatWav(Infinity), codes: ['corrupt_audio'] },
    { what: 'a WAV that declares 4 GiB', name: 'song.wav', bytes: lie(wav, 'data', 4, 0xffffffff, 'LE'), codes: ['truncated_audio'] },
    { what: 'an AIFF that declares 4 GiB', name: 'song.aiff', bytes: lie(aiff, 'SSND', 4, 0xffffffff, 'BE'), codes: ['truncated_audio'] },
    { what: 'an AIFF that declares 4 billion samples', name: 'song.aiff', bytes: lie(aiff, 'COMM', 10, 0xffffffff, 'BE'), codes: ['too_long'] },
    { what: 'an MP4 whose index declares 4 GiB', name: 'song.m4a', bytes: lie(m4a, 'moov', -4, 0xffffffff, 'BE'), codes: ['truncated_audio'] },
    { what: 'an MP4 that declares 4 billion samples', name: 'song.m4a', bytes: lie(m4a, 'stsz', 12, 0xffffffff, 'BE'), codes: [...damaged, 'too_long'] },
    { what: 'an MP4 of boxes within boxes', name: 'song.m4a', bytes: nestedBoxes(20_000), codes: damaged },
    { what: 'MP3 in a WAV', name: 'song.wav', bytes: wavOf(bare, { rate_hz: 44_100, channels: 2, bits: 16, format_tag: 0x55 }), codes: ['unsupported_format'] },
    { what: 'an ID3 tag of 256 MB', name: 'song.mp3', bytes: Buffer.concat([id3(0x0fffffff), mp3]), codes: ['not_audio', 'corrupt_audio'] },
    { what: 'an ID3 frame that becomes a gigabyte', name: 'song.mp3', bytes: Buffer.concat([id3(78, inflatingFrame()), bare]), codes: ['corrupt_audio'] },
    { what: 'an ID3 tag and nothing else', name: 'song.mp3', bytes: id3(1 << 20, Buffer.alloc(1 << 20)), codes: ['not_audio'] },
    { what: 'a ZIP that is an MP3 too', name: 'song.mp3', bytes: Buffer.concat([zip, bare]), codes: ['not_audio'] },
    { what: 'an MP3 that is a ZIP too', name: 'song.mp3', bytes: Buffer.concat([bare, zip]), codes: ['corrupt_audio'] },
    { what: 'a page of HTML that is an MP3 too', name: 'song.mp3', bytes: Buffer.concat([text('<html><script>alert(1)</script>'), bare]), codes: ['not_audio'] },
    { what: 'a WAV that is a ZIP too', name: 'song.wav', bytes: Buffer.concat([wav, zip]), codes: ['corrupt_audio'] },
    { what: 'an M4A that is a ZIP too', name: 'song.m4a', bytes: Buffer.concat([m4a, zip]), codes: damaged },
    { what: 'an Ogg that is a ZIP too', name: 'song.ogg', bytes: Buffer.concat([ogg, zip]), codes: damaged },
    { what: 'a name with a line break', name: 'so\nng.mp3', bytes: noise(9_000), codes: ['not_audio'] },
    { what: 'a name that is an option', name: '-i', bytes: playlist(`${origin}/e.ts`), codes: ['not_audio'] },
    { what: 'a name that is a URL', name: 'concat:song.mp3|http:song', bytes: noise(9_000), codes: ['not_audio'] },
    { what: 'a name that reads right to left', name: 'song\u202e3pm.exe', bytes: elf(900), codes: ['not_audio'] },
    { what: 'a name of 255 bytes', name: `${'a'.repeat(251)}.mp3`, bytes: half(bare), codes: ['truncated_audio'] }
  ]
}

function nestedBoxes(depth: number): Buffer {
  const bytes = Buffer.alloc(depth * 8)
  for (let i = 0; i < depth; i++) {
    bytes.writeUInt32BE((depth - i) * 8, i * 8)
    bytes.write(i === 0 ? 'moov' : 'trak', i * 8 + 4)
  }
  return Buffer.concat([box('ftyp', Buffer.from('M4A \0\0\0\0M4A isom')), bytes])
}
