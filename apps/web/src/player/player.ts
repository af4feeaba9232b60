import type { Client } from '@segue/api-client'
import type { PlayableSong, SongCard } from '@segue/contracts'
import { createStore, type Store } from '../store.ts'
import { createDeck, type Deck } from './deck.ts'
import { createGrants } from './grants.ts'
import { createPlayReporter } from './play-reporter.ts'

export interface PlayerState {
  readonly queue: readonly SongCard[]
  readonly index: number
  readonly song: SongCard | null
  readonly waveform_url: string | null
  readonly status: 'idle' | 'loading' | 'playing' | 'paused'
  readonly position_s: number
  readonly duration_s: number
  readonly buffered_s: number
  /** 0–1. */
  readonly volume: number
  /** Why the song can't be heard, for a person; null when it can. */
  readonly problem: string | null
}

export interface Player {
  readonly state: Store<PlayerState>
  /** Plays `queue[index]`, the rest follows. */
  play(queue: readonly SongCard[], index: number): Promise<void>
  toggle(): void
  seek(position_s: number): void
  next(): Promise<void>
  /** The song before; or the beginning of this one when it is past its first seconds. */
  previous(): Promise<void>
  setVolume(volume: number): void
  /** A press of play is likely: get the grant now. */
  warm(song_id: string): void
  stop(): void
}

const reasons: Record<string, string> = {
  taken_down: 'This song was taken down by its artist.',
  not_released: 'This song is not out yet.',
  explicit_filtered: 'Your settings leave explicit songs out.',
}
const report_every_s = 10
const prepare_before_end_s = 20
const renew_at = 0.7
const volume_key = 'segue.volume'

/** Plays songs one after another; the next one is buffered in a second deck before this one ends. */
export function createPlayer(client: Client): Player {
  const grants = createGrants(client)
  const reporter = createPlayReporter(client)
  const state = createStore<PlayerState>({ queue: [], index: -1, song: null, waveform_url: null, status: 'idle', position_s: 0, duration_s: 0, buffered_s: 0, volume: storedVolume(), problem: null })
  let current: Deck | null = null
  let upcoming: Deck | null = null
  let renewal: ReturnType<typeof setTimeout> | undefined
  let reported_s = 0
  /** Grows with every press of play: an answer to an older one is dropped. */
  let press = 0

  function deckOf(song: PlayableSong): Deck | null {
    if (!song.stream) return null
    const deck: Deck = createDeck(song, song.stream, {
      onRefused: () => void renew(deck),
      onFailed: () => deck === current && state.update({ status: 'paused', problem: 'The sound can not be reached right now.' }),
    })
    deck.audio.volume = state.get().volume
    return deck
  }

  async function renew(deck: Deck): Promise<void> {
    const song = await grants.renew(deck.song.id).catch(() => null)
    if (song?.stream) {
      deck.renew(song.stream)
      if (deck === current) scheduleRenewal(song)
    } else if (song !== null && deck === current) {
      state.update({ status: 'paused', problem: problemOf(song) })
    }
  }

  function scheduleRenewal({ stream }: PlayableSong): void {
    clearTimeout(renewal)
    if (!stream) return
    const life_ms = Date.parse(stream.expires_at) - Date.now()
    renewal = setTimeout(() => current && void renew(current), Math.max(5_000, life_ms * renew_at))
  }

  function follow(deck: Deck): void {
    const { audio, song } = deck
    const mine = () => deck === current
    audio.addEventListener('playing', () => mine() && state.update({ status: 'playing', problem: null }))
    audio.addEventListener('pause', () => mine() && !audio.ended && state.update({ status: 'paused' }))
    audio.addEventListener('waiting', () => mine() && state.update({ status: 'loading' }))
    audio.addEventListener('durationchange', () => mine() && Number.isFinite(audio.duration) && state.update({ duration_s: audio.duration }))
    audio.addEventListener('progress', () => mine() && state.update({ buffered_s: bufferedUntil(audio) }))
    audio.addEventListener('timeupdate', () => {
      if (!mine()) return
      state.update({ position_s: audio.currentTime })
      if (audio.currentTime - reported_s >= report_every_s) {
        reported_s = audio.currentTime
        reporter.report('progress', song.id, audio.currentTime)
      }
      if (audio.duration - audio.currentTime < prepare_before_end_s) void prepareNext()
    })
    audio.addEventListener('ended', () => {
      if (!mine()) return
      reporter.report('completed', song.id, audio.duration)
      void move(1)
    })
  }

  async function prepareNext(): Promise<void> {
    const { queue, index } = state.get()
    const next = queue[index + 1]
    if (next === undefined || upcoming?.song.id === next.id) return
    const at = press
    const song = await grants.take(next.id).catch(() => null)
    if (song === null || at !== press || upcoming?.song.id === next.id) return
    upcoming?.dispose()
    upcoming = deckOf(song)
  }

  function leaveCurrent(): void {
    if (current === null) return
    const { audio, song } = current
    if (!audio.ended && audio.currentTime > 0) reporter.report('skipped', song.id, audio.currentTime)
    current.dispose()
    current = null
  }

  async function start(queue: readonly SongCard[], index: number): Promise<void> {
    const card = queue[index]
    if (card === undefined) return
    const mine = ++press
    leaveCurrent()
    state.update({ queue, index, song: card, waveform_url: null, status: 'loading', position_s: 0, buffered_s: 0, duration_s: card.duration_ms / 1000, problem: null })
    const ready = upcoming?.song.id === card.id ? upcoming : null
    if (ready === null) upcoming?.dispose()
    upcoming = null
    const song = ready?.song ?? (await grants.take(card.id).catch(() => null))
    if (mine !== press) return ready?.dispose()
    const deck = ready ?? (song && deckOf(song))
    if (deck === null || song === null) return state.update({ status: 'paused', problem: song === null ? 'This song can not be reached right now.' : problemOf(song) })
    current = deck
    reported_s = 0
    state.update({ waveform_url: song.waveform_url })
    follow(deck)
    scheduleRenewal(song)
    tellSystem(card)
    await deck.audio.play().then(
      () => reporter.report('started', card.id, 0),
      () => deck === current && state.update({ status: 'paused' }),
    )
    const following = queue[index + 1]
    if (following !== undefined) grants.warm(following.id)
  }

  async function move(by: number): Promise<void> {
    const { queue, index } = state.get()
    if (queue[index + by] !== undefined) return start(queue, index + by)
    if (by > 0) state.update({ status: 'paused' })
  }

  const player: Player = {
    state,
    play: start,
    toggle() {
      if (current === null) return
      if (current.audio.paused) void current.audio.play()
      else current.audio.pause()
    },
    seek(position_s) {
      if (current === null) return
      current.audio.currentTime = position_s
      reported_s = Math.min(reported_s, position_s)
      state.update({ position_s })
    },
    next: () => move(1),
    async previous() {
      if (current !== null && current.audio.currentTime > 3) return player.seek(0)
      await move(-1)
    },
    setVolume(volume) {
      localStorage.setItem(volume_key, String(volume))
      for (const deck of [current, upcoming]) if (deck !== null) deck.audio.volume = volume
      state.update({ volume })
    },
    warm: grants.warm,
    stop() {
      press++
      leaveCurrent()
      upcoming?.dispose()
      upcoming = null
      clearTimeout(renewal)
      void reporter.flush()
      state.update({ queue: [], index: -1, song: null, waveform_url: null, status: 'idle', position_s: 0, problem: null })
    },
  }

  function tellSystem({ title, artists, artwork_url }: SongCard): void {
    if (!('mediaSession' in navigator)) return
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: artists.map(({ name }) => name).join(', '), artwork: artwork_url === null ? [] : [{ src: artwork_url }] })
    navigator.mediaSession.setActionHandler('play', player.toggle)
    navigator.mediaSession.setActionHandler('pause', player.toggle)
    navigator.mediaSession.setActionHandler('nexttrack', () => void player.next())
    navigator.mediaSession.setActionHandler('previoustrack', () => void player.previous())
  }

  return player
}

const problemOf = ({ unavailable_reason }: PlayableSong): string => reasons[unavailable_reason ?? ''] ?? 'Sign in to listen.'

function bufferedUntil({ buffered }: HTMLAudioElement): number {
  return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1)
}

function storedVolume(): number {
  const kept = Number(localStorage.getItem(volume_key) ?? '1')
  return kept >= 0 && kept <= 1 ? kept : 1
}
