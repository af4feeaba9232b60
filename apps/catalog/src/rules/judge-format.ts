interface AudioFormat {
  readonly extensions: readonly string[]
  /** The first is the registered one. */
  readonly types: readonly [string, ...string[]]
}

/** What can become a song, under the names in use: IANA's, then what browsers and systems say. */
const formats: readonly AudioFormat[] = [
  { extensions: ['wav', 'wave'], types: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'] },
  { extensions: ['flac'], types: ['audio/flac', 'audio/x-flac'] },
  { extensions: ['mp3'], types: ['audio/mpeg', 'audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg-3', 'audio/x-mpeg'] },
  {
    extensions: ['m4a', 'aac', 'mp4'],
    types: ['audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/mp4a-latm', 'audio/aac', 'audio/x-aac', 'audio/aacp'],
  },
  { extensions: ['ogg', 'oga', 'opus'], types: ['audio/ogg', 'application/ogg', 'audio/x-ogg', 'audio/opus', 'audio/vorbis'] },
  { extensions: ['aiff', 'aif', 'aifc'], types: ['audio/aiff', 'audio/x-aiff', 'audio/x-aifc'] },
]

/**
 * Whether a file may become a song: its name and its content type must agree. What the bytes really are is judged by the
 * transcoder.
 */
export function isAudio(name: string, content_type: string): boolean {
  return formatOf(name)?.types.includes(essence(content_type)) ?? false
}

/**
 * The content type of a form's file, null when it can't become a song. Who sends a form often knows no type
 * (`application/octet-stream`): then the name alone decides.
 */
export function typeOfFormFile(name: string, content_type: string): string | null {
  if (essence(content_type) === 'application/octet-stream') return formatOf(name)?.types[0] ?? null
  return isAudio(name, content_type) ? essence(content_type) : null
}

function formatOf(name: string): AudioFormat | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return formats.find(({ extensions }) => extensions.includes(extension))
}

/** The type without its parameters: `audio/ogg; codecs=opus` is `audio/ogg` (RFC 9110 § 8.3.1). */
const essence = (content_type: string): string => content_type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
