import type { PlayableSong } from '@segue/contracts'

const reasons = {
  taken_down: 'This song was taken down by its artist.',
  not_released: 'This song is not out yet.',
  explicit_filtered: 'Your settings leave explicit songs out.',
} as const

/** Why nothing is heard, for a person. */
export const sentences = {
  lost: 'The sound can’t be reached right now. Press play to try again.',
  refused: 'Your browser asks for one more press of play.',
  unavailable: ({ unavailable_reason }: Pick<PlayableSong, 'unavailable_reason'>): string => (unavailable_reason === undefined ? 'Sign in to listen.' : reasons[unavailable_reason]),
} as const
