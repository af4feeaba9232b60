import { randomUUIDv7 } from 'node:crypto'
import { beforeEveryId, envelopeOf, stateOf, type State } from '@segue/messaging'
import { sql, type Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'
import { artistAnnouncement, type ArtistRow } from './queries/artists.ts'
import { deletionAnnouncement, selectAnnounced, songAnnouncement, type AnnouncedSong } from './queries/announce-song.ts'
import { creditsOf, type SongKey } from './queries/songs.ts'
import { uploadAnnouncement } from './uploads/start-processing.ts'
import type { UploadRow } from './uploads/uploads.ts'

const visible = { scheduled: 'song.scheduled', published: 'song.published', taken_down: 'song.withdrawn' } as const

const behind = (after: SongKey | undefined) =>
  sql<boolean>`(songs.artist_id, songs.song_id) > (${after?.artist_id ?? beforeEveryId}::uuid, ${after?.song_id ?? beforeEveryId}::uuid)`

/**
 * Artists, the songs that others know of as they see them, the tombstones of deleted songs, how often each was played, and
 * the uploads whose processing has not ended.
 */
export const announcedState = (db: Kysely<Tables>): readonly State[] => [artists(db), songs(db), deletedSongs(db), plays(db), uploads(db)]

const artists = (db: Kysely<Tables>): State =>
  stateOf<ArtistRow>({
    name: 'artists',
    types: ['artist.updated'],
    count: async () => (await db.selectFrom('artists').select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after, limit) =>
      db.selectFrom('artists').selectAll().where('artist_id', '>', after?.artist_id ?? beforeEveryId).orderBy('artist_id').limit(limit).execute(),
    announce: (rows) => rows.map((artist) => envelopeOf('artist.updated', artistAnnouncement(artist))),
  })

function songs(db: Kysely<Tables>): State {
  const known = db.selectFrom('songs').where('visibility', 'is not', null)
  return stateOf<AnnouncedSong>({
    name: 'songs',
    types: Object.values(visible),
    count: async () => (await known.select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after, limit) =>
      selectAnnounced(db)
        .where('songs.visibility', 'is not', null)
        .where(behind(after))
        .orderBy('songs.artist_id')
        .orderBy('songs.song_id')
        .limit(limit)
        .execute(),
    async announce(rows) {
      const credits = await creditsOf(db, rows)
      return rows.flatMap((song) => (song.visibility === null ? [] : [envelopeOf(visible[song.visibility], songAnnouncement(song, credits(song)))]))
    },
  })
}

function deletedSongs(db: Kysely<Tables>): State {
  const deleted = db.selectFrom('songs').where('status', '=', 'deleted')
  return stateOf({
    name: 'deleted songs',
    types: ['song.deleted'],
    count: async () => (await deleted.select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after: (SongKey & { readonly version: number }) | undefined, limit) =>
      deleted.select(['artist_id', 'song_id', 'version']).where(behind(after)).orderBy('artist_id').orderBy('song_id').limit(limit).execute(),
    announce: (rows) => rows.map((song) => envelopeOf('song.deleted', deletionAnnouncement(song))),
  })
}

function plays(db: Kysely<Tables>): State {
  const played = db.selectFrom('song_plays')
  return stateOf({
    name: 'plays',
    types: ['plays.totalled'],
    count: async () => (await played.select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after: (SongKey & { readonly plays: number }) | undefined, limit) =>
      played
        .select(['artist_id', 'song_id', 'plays'])
        .where(sql<boolean>`(artist_id, song_id) > (${after?.artist_id ?? beforeEveryId}::uuid, ${after?.song_id ?? beforeEveryId}::uuid)`)
        .orderBy('artist_id')
        .orderBy('song_id')
        .limit(limit)
        .execute(),
    announce(rows) {
      const items = rows.map(({ song_id, plays }) => ({ song_id, plays }))
      return [envelopeOf('plays.totalled', { aggregate_id: randomUUIDv7(), aggregate_version: 1, data: { items } })]
    },
  })
}

function uploads(db: Kysely<Tables>): State {
  const processed = db
    .selectFrom('songs')
    .innerJoin('uploads', (join) =>
      join
        .onRef('uploads.artist_id', '=', 'songs.artist_id')
        .onRef('uploads.song_id', '=', 'songs.song_id')
        .onRef('uploads.audio_version', '=', 'songs.latest_audio_version'),
    )
    .where('songs.status', '=', 'processing')
    .where('uploads.status', '=', 'completed')
  return stateOf<UploadRow & { readonly version: number }>({
    name: 'uploads',
    types: ['song.uploaded'],
    count: async () => (await processed.select((is) => is.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n,
    page: (after, limit) =>
      processed
        .selectAll('uploads')
        .select('songs.version')
        .where(behind(after))
        .orderBy('songs.artist_id')
        .orderBy('songs.song_id')
        .limit(limit)
        .execute(),
    announce: (rows) => rows.map(({ version, ...upload }) => envelopeOf('song.uploaded', uploadAnnouncement(upload, version))),
  })
}
