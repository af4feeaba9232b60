import type { SongCard } from '@segue/contracts'

export const artistNames = ({ artists }: Pick<SongCard, 'artists'>): string => artists.map(({ name }) => name).join(', ')

/** Seconds as m:ss, or h:mm:ss from an hour on; the seconds are whole ones that have passed. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (part: number) => String(part).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

/** How long something lasts; encoders are a few milliseconds off, so the nearest second counts. */
export const duration = (duration_ms: number): string => clock(Math.round(duration_ms / 1000))
