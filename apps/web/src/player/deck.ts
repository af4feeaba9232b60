import type { PlayableSong, Stream } from '@segue/contracts'
import Hls from 'hls.js/light'
import { inlinePlaylistLoader, type InlinePlaylists } from './inline-playlists.ts'

/** One song on its way to the ear: an audio element and what feeds it. */
export interface Deck {
  readonly song: PlayableSong
  readonly audio: HTMLAudioElement
  /** New cookies came with a new grant: go on loading. */
  renew(stream: Stream): void
  dispose(): void
}

export interface DeckEvents {
  /** The edge refused: the grant ended, or the song is no longer to be heard. */
  onRefused(): void
  onFailed(): void
}

/** Segments are small and the first is a second long: a light start, at a middle rendition, without a bandwidth probe. */
const quick_start = { enableWorker: false, startLevel: 1, startFragPrefetch: true, testBandwidth: false, maxBufferLength: 30 }

/** Loads the song and buffers its beginning; `audio.play()` starts it. Safari without Media Source plays the stream by itself. */
export function createDeck(song: PlayableSong, stream: Stream, { onRefused, onFailed }: DeckEvents): Deck {
  const audio = document.createElement('audio')
  audio.preload = 'auto'
  audio.crossOrigin = 'use-credentials'
  document.body.append(audio)
  if (!Hls.isSupported()) {
    audio.src = stream.url
    return { song, audio, renew: () => {}, dispose: () => release(audio) }
  }
  const playlists: InlinePlaylists = new Map(Object.entries(stream.playlists))
  const hls = new Hls({ ...quick_start, pLoader: inlinePlaylistLoader(playlists), xhrSetup: (request) => void (request.withCredentials = true) })
  hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => {
    const audible = levels.filter(({ bitrate }) => bitrate <= stream.max_bitrate_kbps * 1_250)
    hls.autoLevelCapping = Math.max(0, audible.length - 1)
  })
  hls.on(Hls.Events.ERROR, (_, { fatal, response, type }) => {
    if (response?.code === 403) onRefused()
    else if (fatal && type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError()
    else if (fatal) onFailed()
  })
  hls.loadSource(stream.url)
  hls.attachMedia(audio)
  return {
    song,
    audio,
    renew(renewed) {
      for (const [url, text] of Object.entries(renewed.playlists)) playlists.set(url, text)
      hls.startLoad()
    },
    dispose() {
      hls.destroy()
      release(audio)
    },
  }
}

function release(audio: HTMLAudioElement): void {
  audio.pause()
  audio.removeAttribute('src')
  audio.remove()
}
