import { ApiProblem } from '@segue/api-client'

const sentences: Record<string, string> = {
  email_taken: 'There is an account with this e-mail already. Sign in instead?',
  invalid_credentials: 'E-mail or password is wrong.',
  password_too_common: 'This password is among the most common ones. Please choose another.',
  rate_limited: 'Too many tries. Please wait a moment.',
  unreachable: 'Segue can not be reached. Are you online?',
  unsupported_format: 'This kind of file can not be published. WAV, FLAC, MP3, AAC, Ogg, Opus and AIFF can.',
  file_too_large: 'This file is larger than this installation takes.',
}

/** What went wrong, in a sentence for a person. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiProblem)) return 'Something went wrong. Please try again.'
  return sentences[error.code] ?? error.detail ?? error.title
}
