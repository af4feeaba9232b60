import type { PlayableSong, Stream } from '@segue/contracts'
import { Hls } from 'hls.js/light'
import { inlinePlaylistLoader, type InlinePlaylists } from './inline-playlists.ts'
import { createTries } from './tries.ts'

/** One song on its way to the ear: an audio element and what feeds it. */
export interface Deck {
  readonly song: PlayableSong
  readonly audio: HTMLAudioElement
  /** From its first seconds on to as much as a playing song wants. */
  buffer(): void
  /** New cookies came with a new grant: go on loading. */
  renew(stream: Stream): void
  /** Stops, and leaves the audio element empty for the next song. */
  dispose(): void
}

export interface DeckEvents {
  /** The edge refused: the grant ended, or the song is no longer to be heard. */
  onRefused(): void
  /** It was tried often enough. */
  onFailed(): void
}

/** Segments are small and the first is a second long: a light start, at a middle rendition, without a bandwidth probe. */
const quick_start = { enableWorker: false, startFragPrefetch: true, testBandwidth: false, backBufferLength: 60 }
const ahead_s = { first: 6, playing: 30 }
const network_waits_ms = [1_000, 2_000, 4_000, 8_000, 16_000]
const refusal_waits_ms = [0, 1_000, 5_000]
const most_media_errors = 2
/** A rendition's peak is at most this much above its name. */
const bps_per_kbps = 1_250

/** Loads the song into `audio` and buffers its first seconds; `audio.play()` starts it. Safari without Media Source plays the stream by itself. */
export function createDeck(audio: HTMLAudioElement, song: PlayableSong, stream: Stream, events: DeckEvents): Deck {
  return Hls.isSupported() ? hlsDeck(audio, song, stream, events) : nativeDeck(audio, song, stream, events)
}

function hlsDeck(audio: HTMLAudioElement, song: PlayableSong, stream: Stream, { onRefused, onFailed }: DeckEvents): Deck {
  const playlists: InlinePlaylists = new Map(Object.entries(stream.playlists))
  const hls = new Hls({
    ...quick_start,
    startLevel: stream.max_bitrate_kbps < 128 ? 0 : 1,
    maxBufferLength: ahead_s.first,
    maxMaxBufferLength: ahead_s.first,
    pLoader: inlinePlaylistLoader(playlists),
    xhrSetup: (request) => void (request.withCredentials = true),
  })
  const refusals = createTries(refusal_waits_ms)
  const losses = createTries(network_waits_ms)
  let media_errors = 0
  const load = () => (hls.levels.length === 0 ? hls.loadSource(stream.url) : hls.startLoad())

  hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => {
    const audible = levels.filter(({ bitrate }) => bitrate <= stream.max_bitrate_kbps * bps_per_kbps)
    hls.autoLevelCapping = Math.max(0, audible.length - 1)
  })
  hls.on(Hls.Events.FRAG_BUFFERED, () => {
    refusals.reset()
    losses.reset()
  })
  hls.on(Hls.Events.ERROR, (_, { fatal, response, type }) => {
    if (response?.code === 403) {
      // The other renditions would be refused as well.
      hls.stopLoad()
      if (!refusals.next(onRefused)) onFailed()
    } else if (fatal && type === Hls.ErrorTypes.MEDIA_ERROR && media_errors++ < most_media_errors) hls.recoverMediaError()
    else if (fatal && !(type === Hls.ErrorTypes.NETWORK_ERROR && losses.next(load))) onFailed()
  })
  addEventListener('online', losses.hurry)
  hls.loadSource(stream.url)
  hls.attachMedia(audio)
  return {
    song,
    audio,
    buffer() {
      hls.config.maxBufferLength = hls.config.maxMaxBufferLength = ahead_s.playing
    },
    renew(renewed) {
      for (const [url, text] of Object.entries(renewed.playlists)) playlists.set(url, text)
      load()
    },
    dispose() {
      removeEventListener('online', losses.hurry)
      refusals.stop()
      losses.stop()
      hls.destroy()
      empty(audio)
    },
  }
}

function nativeDeck(audio: HTMLAudioElement, song: PlayableSong, stream: Stream, { onRefused, onFailed }: DeckEvents): Deck {
  const refusals = createTries(refusal_waits_ms)
  // Safari does not say why it stopped; an ended grant is the likely reason, and a new one answers the others too.
  const onError = () => void (audio.error !== null && (refusals.next(onRefused) || onFailed()))
  audio.addEventListener('error', onError)
  audio.addEventListener('playing', refusals.reset)
  audio.src = stream.url
  return {
    song,
    audio,
    buffer: () => {},
    renew() {
      if (audio.error === null) return
      const position_s = audio.currentTime
      audio.src = stream.url
      audio.currentTime = position_s
      void audio.play().catch(() => {})
    },
    dispose() {
      audio.removeEventListener('error', onError)
      audio.removeEventListener('playing', refusals.reset)
      refusals.stop()
      empty(audio)
    },
  }
}

function empty(audio: HTMLAudioElement): void {
  audio.pause()
  audio.removeAttribute('src')
  audio.load()
}
