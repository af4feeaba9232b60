/** The containers Segue accepts, by the name of the one ffmpeg demuxer each may be read with. */
export const audioFormats = ['wav', 'aiff', 'flac', 'mp3', 'aac', 'mov', 'ogg'] as const
export type AudioFormat = (typeof audioFormats)[number]

const pcm = ['u8', 's16', 's24', 's32', 'f32', 'f64']

/** Codecs as the probe names them → the one ffmpeg decoder that may read them, per container. */
const decoders: Record<AudioFormat, Record<string, string>> = {
  wav: Object.fromEntries(pcm.map(sample => [`pcm-${sample}`, sample === 'u8' ? 'pcm_u8' : `pcm_${sample}le`])),
  aiff: {
    'pcm-s8': 'pcm_s8', 'pcm-s16be': 'pcm_s16be', 'pcm-s24be': 'pcm_s24be', 'pcm-s32be': 'pcm_s32be',
    'pcm-s16': 'pcm_s16le', 'pcm-f32be': 'pcm_f32be', 'pcm-f64be': 'pcm_f64be'
  },
  flac: { flac: 'flac' },
  mp3: { mp3: 'mp3float' },
  aac: { aac: 'aac' },
  mov: { aac: 'aac', alac: 'alac' },
  ogg: { vorbis: 'vorbis', opus: 'opus' }
}

/** The decoder for a codec in a container, or undefined where the pair is not accepted (MP3 in WAV, FLAC in Ogg …). */
export function decoderOf(format: AudioFormat, codec: string): string | undefined {
  return Object.hasOwn(decoders[format], codec) ? decoders[format][codec] : undefined
}
