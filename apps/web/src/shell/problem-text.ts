import { ApiProblem } from '@segue/api-client'

const sentences: Record<string, string> = {
  email_taken: 'There is an account with this e-mail already. Sign in instead?',
  invalid_credentials: 'E-mail or password is wrong.',
  password_too_common: 'This password is among the most common ones. Please choose another.',
  rate_limited: 'Too many tries. Please wait a moment.',
  unreachable: 'Segue can’t be reached. Are you online?',
  unavailable: 'A part of Segue does not answer right now. Please try again in a moment.',
  overloaded: 'Segue is very busy. Please try again in a moment.',
  unauthenticated: 'Your session ended. Please sign in again.',
  unsupported_format: 'This kind of file can’t be published. WAV, FLAC, MP3, AAC, Ogg, Opus and AIFF can.',
  file_too_large: 'This file is larger than this installation takes.',
  upload_refused: 'The file did not arrive as it left. Please choose it again.',
  already_an_artist: 'This account has an artist already. Close this window and open it again.',
}

/** What went wrong, in a sentence for a person. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiProblem)) return 'Something went wrong. Please try again.'
  const [first] = error.errors
  return sentences[error.code] ?? (error.code === 'invalid_request' && first ? `${fieldOf(first.path)}${first.message}.` : error.detail)
}

/** `/body/email` → `email: `. */
function fieldOf(path: string): string {
  const field = path.split(/[/.]/).at(-1) ?? ''
  return field === '' ? '' : `${field.replaceAll('_', ' ')}: `
}
