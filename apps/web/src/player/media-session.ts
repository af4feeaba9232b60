import type { Player } from './player.ts'

/** Shows the song to the system (lock screen, media keys, the tab's title) and takes its commands. */
export function connectMediaSession(player: Player): void {
  const title = document.title
  let shown: string | null = null
  const session = 'mediaSession' in navigator ? navigator.mediaSession : null
  session?.setActionHandler('play', player.toggle)
  session?.setActionHandler('pause', player.toggle)
  session?.setActionHandler('nexttrack', () => void player.next())
  session?.setActionHandler('previoustrack', () => void player.previous())
  session?.setActionHandler('seekto', ({ seekTime }) => seekTime !== undefined && player.seek(seekTime))
  player.state.subscribe(() => {
    const { song, status } = player.state.get()
    if (session) session.playbackState = song === null ? 'none' : status === 'paused' ? 'paused' : 'playing'
    if (shown === (song?.id ?? null)) return
    shown = song?.id ?? null
    const artist = song?.artists.map(({ name }) => name).join(', ')
    document.title = song === null ? title : `${song.title} · ${artist}`
    if (session) session.metadata = song === null ? null : new MediaMetadata({ title: song.title, artist: artist ?? '', artwork: song.artwork_url === null ? [] : [{ src: song.artwork_url }] })
  })
}
