import type { Client } from '@segue/api-client'
import type { SongCard } from '@segue/contracts'
import { kept } from '../kept.ts'
import { createStore, type Store } from '../store.ts'
import { bufferedUntil, createAudio, unlock } from './audio-element.ts'
import type { Deck } from './deck.ts'
import { fetchFirstBytes } from './first-bytes.ts'
import { createGrants, type Granted } from './grants.ts'
import { loadDecks } from './load-decks.ts'
import { createPlayReporter } from './play-reporter.ts'
import { sentences } from './player-sentences.ts'

export interface PlayerState {
  readonly queue: readonly SongCard[]
  readonly index: number
  readonly song: SongCard | null
  readonly waveform_url: string | null
  readonly status: 'idle' | 'loading' | 'playing' | 'paused'
  readonly duration_s: number
  /** 0–1. */
  readonly volume: number
  readonly isMuted: boolean
  /** Why the song can't be heard, for a person; null when it can. */
  readonly problem: string | null
}

/** Moves four times a second, so it stands apart from what changes seldom. */
export interface PlayerClock {
  readonly position_s: number
  readonly buffered_s: number
}

export interface Player {
  readonly state: Store<PlayerState>
  readonly clock: Store<PlayerClock>
  /** Plays `queue[index]`, the rest follows. */
  play(queue: readonly SongCard[], index: number): Promise<void>
  /** Pauses or goes on; after a problem, or at the end, it begins anew. */
  toggle(): void
  seek(position_s: number): void
  next(): Promise<void>
  /** The song before; or the beginning of this one when it is past its first seconds. */
  previous(): Promise<void>
  setVolume(volume: number): void
  setMuted(isMuted: boolean): void
  /** A press of play is likely: get the grant, the first second and the code that plays, now. */
  warm(song_id: string): void
  /** Silence, and nothing of this listener is kept. */
  stop(): Promise<void>
}

interface Playing extends Granted {
  readonly deck: Deck
}

const report_every_s = 10
/** With so much of this song at hand, the next one gets its first seconds. */
const comfortable_s = 15
const restart_after_s = 3
const give_back_after_ms = 300
const try_again_ms = 30_000
const volume_key = 'segue.volume'
const watched = ['play', 'playing', 'pause', 'waiting', 'seeking', 'seeked', 'timeupdate', 'durationchange', 'progress', 'ended'] as const

/**
 * Plays songs one after another on two audio elements: while one is heard, the other has the first seconds of what comes
 * next. `listener` says who is signed in.
 */
export function createPlayer(client: Client, listener: () => string | null): Player {
  const grants = createGrants(client)
  const reporter = createPlayReporter(client, listener)
  const volume = storedVolume()
  const state = createStore<PlayerState>({ queue: [], index: -1, song: null, waveform_url: null, status: 'idle', duration_s: 0, volume, isMuted: false, problem: null })
  const clock = createStore<PlayerClock>({ position_s: 0, buffered_s: 0 })
  const pair = [createAudio(volume), createAudio(volume)] as const
  let current: Playing | null = null
  let upcoming: Playing | null = null
  let leaving: Deck | null = null
  /** The song for which `upcoming` was asked. */
  let preparing: string | null = null
  let renewal: ReturnType<typeof setTimeout> | undefined
  let reported_s = 0
  /** Grows with every press of play: an answer to an older one is dropped. */
  let press = 0

  for (const audio of pair) for (const type of watched) audio.addEventListener(type, () => current?.deck.audio === audio && follow(audio, type))

  function follow(audio: HTMLAudioElement, type: (typeof watched)[number]): void {
    const { queue, index, song } = state.get()
    if (song === null) return
    clock.update({ position_s: audio.currentTime, buffered_s: bufferedUntil(audio) })
    if (audio.ended) return void (type === 'ended' && finish(audio, song))
    const status = audio.paused ? 'paused' : audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? 'loading' : 'playing'
    state.update({ status, ...(status === 'playing' ? { problem: null } : {}), ...(Number.isFinite(audio.duration) ? { duration_s: audio.duration } : {}) })
    if (type === 'play') renewIfDue()
    if (audio.currentTime - reported_s >= report_every_s) {
      reported_s = audio.currentTime
      reporter.report('progress', song.id, audio.currentTime)
    }
    const isComfortable = bufferedUntil(audio) >= Math.min(audio.currentTime + comfortable_s, audio.duration - 1)
    if (status === 'playing' && isComfortable) void prepare(queue[index + 1])
  }

  function finish(audio: HTMLAudioElement, song: SongCard): void {
    reporter.report('completed', song.id, audio.duration)
    const { queue, index } = state.get()
    if (queue[index + 1] === undefined) state.update({ status: 'paused' })
    else void start(queue, index + 1)
  }

  function deckOn(audio: HTMLAudioElement, { createDeck }: Awaited<ReturnType<typeof loadDecks>>, granted: Granted): Playing | null {
    const { song } = granted
    if (!song.stream) return null
    const deck: Deck = createDeck(audio, song, song.stream, { onRefused: () => void renew(deck), onFailed: () => fail(deck, sentences.lost) })
    return { ...granted, deck }
  }

  function fail(deck: Deck, problem: string): void {
    if (deck === upcoming?.deck) {
      deck.dispose()
      upcoming = null
    }
    if (deck !== current?.deck) return
    deck.audio.pause()
    state.update({ status: 'paused', problem })
  }

  async function renew(deck: Deck): Promise<void> {
    const granted = await grants.renew(deck.song.id).catch(() => null)
    const held = [current, upcoming].find((playing) => playing?.deck === deck)
    if (!held) return
    if (granted === null) {
      if (deck === current?.deck) renewal = setTimeout(() => void renew(deck), try_again_ms)
    } else if (!granted.song.stream) fail(deck, sentences.unavailable(granted.song))
    else {
      deck.renew(granted.song.stream)
      if (held === current) hold({ ...held, ...granted })
      else upcoming = { ...held, ...granted }
    }
  }

  /** A song that rests lets its grant end; going on asks for a new one. */
  function renewIfDue(): void {
    if (current !== null && Date.now() >= current.renew_at && !current.deck.audio.paused) void renew(current.deck)
  }

  function hold(playing: Playing): void {
    current = playing
    clearTimeout(renewal)
    renewal = setTimeout(renewIfDue, Math.max(1_000, playing.renew_at - Date.now()))
  }

  async function prepare(next: SongCard | undefined): Promise<void> {
    if (next === undefined || preparing === next.id) return
    preparing = next.id
    const at = press
    const [granted, decks] = await Promise.all([grants.take(next.id), loadDecks()]).catch(() => [null, null] as const)
    const free = pair.find((audio) => audio !== current?.deck.audio)
    if (granted && at === press && free) upcoming = deckOn(free, decks, granted)
  }

  /** Silent at once; what it holds is given back when the next song sounds, because that takes a while. */
  function leaveCurrent(): void {
    giveBack()
    if (current === null) return
    const { audio, song } = current.deck
    if (!audio.ended && audio.currentTime > 0) reporter.report('skipped', song.id, audio.currentTime)
    audio.pause()
    leaving = current.deck
    current = null
    clearTimeout(renewal)
  }

  function giveBack(): void {
    leaving?.dispose()
    leaving = null
  }

  function takeUpcoming(song_id: string): Playing | null {
    const ready = upcoming?.song.id === song_id && Date.now() < upcoming.renew_at ? upcoming : null
    if (ready === null) upcoming?.deck.dispose()
    upcoming = preparing = null
    return ready
  }

  async function start(queue: readonly SongCard[], index: number, from_s = 0): Promise<void> {
    const card = queue[index]
    if (card === undefined) return
    const mine = ++press
    unlock(pair)
    leaveCurrent()
    const ready = takeUpcoming(card.id)
    clock.set({ position_s: from_s, buffered_s: 0 })
    state.update({ queue, index, song: card, waveform_url: ready?.song.waveform_url ?? null, status: 'loading', duration_s: card.duration_ms / 1000, problem: null })
    const [granted, decks] = ready ? [ready, null] : await Promise.all([grants.take(card.id), loadDecks()]).catch(() => [null, null] as const)
    if (mine !== press) return
    const playing = ready ?? (granted && decks && deckOn(leaving?.audio === pair[0] ? pair[1] : pair[0], decks, granted))
    if (!playing) return state.update({ status: 'paused', problem: granted === null ? sentences.lost : sentences.unavailable(granted.song) })
    hold(playing)
    const { audio } = playing.deck
    reported_s = from_s
    state.update({ waveform_url: playing.song.waveform_url })
    playing.deck.buffer()
    if (from_s > 0) audio.currentTime = from_s
    setTimeout(giveBack, give_back_after_ms)
    await audio.play().then(
      () => reporter.report('started', card.id, from_s),
      (error: unknown) => mine === press && error instanceof DOMException && error.name === 'NotAllowedError' && state.update({ status: 'paused', problem: sentences.refused }),
    )
    const following = queue[index + 1]
    if (following !== undefined && mine === press) void grants.take(following.id).catch(() => {})
  }

  async function move(by: number): Promise<void> {
    const { queue, index } = state.get()
    await start(queue, index + by)
  }

  function seek(position_s: number): void {
    if (current === null) return
    current.deck.audio.currentTime = position_s
    reported_s = Math.min(reported_s, position_s)
    clock.update({ position_s })
  }

  return {
    state,
    clock,
    play: (queue, index) => start(queue, index),
    toggle() {
      const { queue, index, problem } = state.get()
      const audio = current?.deck.audio
      if (audio === undefined || problem !== null || audio.ended) void start(queue, index, audio?.ended ? 0 : clock.get().position_s)
      else if (audio.paused) void audio.play().catch(() => {})
      else audio.pause()
    },
    seek,
    next: () => move(1),
    async previous() {
      if (clock.get().position_s > restart_after_s || state.get().index === 0) seek(0)
      else await move(-1)
    },
    setVolume(loudness) {
      kept.set(volume_key, String(loudness))
      for (const audio of pair) Object.assign(audio, { volume: loudness, muted: false })
      state.update({ volume: loudness, isMuted: false })
    },
    setMuted(isMuted) {
      for (const audio of pair) audio.muted = isMuted
      state.update({ isMuted })
    },
    warm(song_id) {
      void loadDecks().catch(() => {})
      grants.take(song_id).then(
        ({ song }) => song.stream && fetchFirstBytes(song.stream),
        () => {},
      )
    },
    async stop() {
      press++
      leaveCurrent()
      giveBack()
      takeUpcoming('')
      grants.clear()
      clock.set({ position_s: 0, buffered_s: 0 })
      state.update({ queue: [], index: -1, song: null, waveform_url: null, status: 'idle', duration_s: 0, problem: null })
      await reporter.flush()
    },
  }
}

function storedVolume(): number {
  const stored = Number(kept.get(volume_key) ?? '1')
  return stored >= 0 && stored <= 1 ? stored : 1
}
