/** Why a file was refused: a stable code, a sentence for its owner, and whether trying the same bytes again may help. */
export const rejections = [
  { code: 'not_audio', retryable: false, message: 'This file is not audio in any format Segue knows.' },
  {
    code: 'unsupported_format', retryable: false,
    message: 'This kind of audio is not accepted. Upload WAV, AIFF, FLAC, ALAC, AAC, MP3, Ogg Vorbis or Opus.'
  },
  { code: 'corrupt_audio', retryable: false, message: 'The audio in this file is damaged. Export it again and upload the new file.' },
  { code: 'truncated_audio', retryable: false, message: 'This file ends before its sound does. Upload the complete file.' },
  { code: 'too_short', retryable: false, message: 'A song has to last at least one second.' },
  { code: 'too_long', retryable: false, message: 'A song may last four hours at most.' },
  { code: 'silent_audio', retryable: false, message: 'This file holds nothing but silence.' },
  { code: 'unsupported_sample_rate', retryable: false, message: 'The sample rate has to lie between 8 and 192 kHz.' },
  { code: 'too_many_channels', retryable: false, message: 'Audio may have eight channels at most.' },
  { code: 'processing_timeout', retryable: true, message: 'Processing took too long and was stopped. It will be tried again.' },
  { code: 'processing_failed', retryable: true, message: 'Something went wrong on our side while processing. It will be tried again.' }
] as const

export type Rejection = (typeof rejections)[number]
export type RejectionCode = Rejection['code']

/** The entry of {@link rejections} for a code, or undefined for a string that is none. */
export function findRejection(code: string): Rejection | undefined {
  return rejections.find(rejection => rejection.code === code)
}

/** Thrown inside the media engine to end the work on a file. `detail` is for the log, never for the owner. */
export class Refusal extends Error {
  readonly code: RejectionCode

  constructor(code: RejectionCode, detail: string) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
  }
}
