import { ADTS, FilePathSource, FLAC, Input, MP3, MP4, OGG, QTFF, WAVE, type MetadataTags } from 'mediabunny'
import { decoderOf, type AudioFormat } from './audio-formats.ts'
import { audioTagsOf, type AudioTags } from './audio-tags.ts'
import { openByteWindow } from './byte-window.ts'
import { checkId3 } from './check-id3.ts'
import { checkStructure } from './check-structure.ts'
import { detectFormat } from './detect-format.ts'
import { judgeFacts } from './judge-facts.ts'
import { readAiff } from './read-aiff.ts'
import { Refusal } from './rejection.ts'

/** What a file says about itself, agreed on by its first bytes, its structure and a parser. Nothing is decoded yet. */
export interface AudioFacts {
  format: AudioFormat
  codec: string
  decoder: string
  sample_rate_hz: number
  channels: number
  /** Every duration the file declares, in seconds; an honest file's agree. */
  declared_s: number[]
  size_bytes: number
  tags: AudioTags
}

/** A cover as it lay in the file: bytes of a stranger, to be decoded and made anew. */
export type EmbeddedImage = Buffer<ArrayBuffer>

const parsers = { wav: [WAVE], flac: [FLAC], mp3: [MP3], aac: [ADTS], mov: [MP4, QTFF], ogg: [OGG] }

/** Tags and durations by a memory-safe parser that is told which format it has to be. */
async function parse(path: string, format: Exclude<AudioFormat, 'aiff'>, counted_s: number | undefined) {
  using input = new Input({ formats: parsers[format], source: new FilePathSource(path) })
  const track = (await input.getAudioTracks())[0]
  if (!track) throw new Refusal('unsupported_format', `no audio track Segue accepts in this ${format} file`)
  const tags = await input.getMetadataTags().catch((): MetadataTags => ({}))
  // Counting packets takes long for a file made to take long, so that it is left to where nothing else gives a duration.
  const declared_s = await track.getDurationFromMetadata() ?? (counted_s === undefined ? await track.computeDuration() : undefined)
  const front = tags.images?.find(image => image.kind === 'coverFront') ?? tags.images?.[0]
  return {
    codec: await track.getCodec() ?? String(await track.getInternalCodecId()),
    sample_rate_hz: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
    declared_s: [declared_s, counted_s].filter(duration => duration !== undefined),
    tags: audioTagsOf(tags),
    image: front && Buffer.from(front.data)
  }
}

/**
 * Reads what a file says about itself: signature, structure, codec, durations, tags and cover, in that order, stopping at the first doubt.
 * Trusts neither name nor declared type. Throws {@link Refusal}; runs only in the probe's own process.
 */
export async function readFacts(path: string): Promise<{ facts: AudioFacts; image: EmbeddedImage | undefined }> {
  using file = openByteWindow(path)
  const format = detectFormat(file)
  if (!format) throw new Refusal('not_audio', 'no known signature')
  checkId3(file)
  const counted_s = checkStructure(file, format)
  if (format === 'aiff') {
    const { duration_s, tags, ...aiff } = readAiff(file)
    return { facts: accept(file.size, format, { ...aiff, declared_s: [duration_s], tags: audioTagsOf(tags) }), image: undefined }
  }
  const { image, ...parsed } = await parse(path, format, counted_s).catch((error: unknown) => {
    if (error instanceof Refusal) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(reason.startsWith('Unsupported') ? 'unsupported_format' : 'corrupt_audio', `parser: ${reason}`)
  })
  return { facts: accept(file.size, format, parsed), image }
}

function accept(size_bytes: number, format: AudioFormat, facts: Omit<AudioFacts, 'format' | 'decoder' | 'size_bytes'>): AudioFacts {
  const decoder = decoderOf(format, facts.codec)
  if (!decoder) throw new Refusal('unsupported_format', `${facts.codec} in ${format}`)
  judgeFacts(facts)
  return { ...facts, format, decoder, size_bytes }
}
