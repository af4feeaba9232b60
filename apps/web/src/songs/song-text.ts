import type { SongCard } from '@segue/contracts'

export const artistNames = ({ artists }: Pick<SongCard, 'artists'>): string => artists.map(({ name }) => name).join(', ')

/** Seconds as m:ss. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
