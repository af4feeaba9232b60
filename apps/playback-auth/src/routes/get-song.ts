import { songCard, type getSong, type PlayableSong } from '@segue/contracts'
import { Prepared, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { findListener } from '../queries/find-listener.ts'
import { awaitSong } from '../queries/find-song.ts'
import { mayPlay, type KnownSong } from '../rules/may-play.ts'
import { cookiesByName } from '../rules/prepare-grant.ts'

const kept_ms = 2_000

interface Granted {
  readonly json: string
  readonly set_cookie: readonly string[]
}

/** Decide → seal → serve. The sealed answer is shared by everyone entitled to the same bytes, so a hit signs and serialises nothing. */
export const handleGetSong =
  (context: Context) =>
  async ({ params, query, caller, reply, refuse }: Call<typeof getSong>): Promise<PlayableSong | Prepared> => {
    const [song, listener] = await Promise.all([awaitSong(context, params.song_id), caller === null ? null : findListener(context, caller)])
    if (song === null) throw refuse('song_not_found')
    const verdict = mayPlay({ listener, song, at: context.now() })
    if (!verdict.visible) throw refuse('song_not_found')
    if (!verdict.allowed) {
      const { reason } = verdict
      return { ...metadata(song, context.mediaUrl), ...(listener === null ? {} : { stream: null }), ...(reason === null ? {} : { unavailable_reason: reason }) }
    }
    const { json, set_cookie } = await grant(context, song, verdict.max_bitrate_kbps, query.cookies === 'body')
    reply.header('set-cookie', set_cookie)
    context.onGranted(verdict.max_bitrate_kbps)
    return new Prepared(json)
  }

function grant({ cache, prepareGrant, mediaUrl, now }: Context, song: KnownSong, max_bitrate_kbps: 64 | 128 | 320, inBody: boolean): Promise<Granted> {
  const key = `grant:${song.snapshot.song_id}:${song.version}:${max_bitrate_kbps}:${inBody ? 'body' : 'header'}`
  return cache.remember(key, kept_ms, async () => {
    const { stream, set_cookie } = await prepareGrant(song.snapshot.audio, max_bitrate_kbps, now())
    const answer: PlayableSong = { ...metadata(song, mediaUrl), stream: { ...stream, ...(inBody ? { cookies: cookiesByName(set_cookie) } : {}) } }
    return { json: JSON.stringify(answer), set_cookie }
  })
}

const metadata = ({ snapshot }: KnownSong, media_url: string): PlayableSong => ({
  ...songCard(snapshot, media_url),
  waveform_url: `${media_url}/${snapshot.audio.path}waveform.json`,
  loudness_lufs: snapshot.loudness_lufs,
})
