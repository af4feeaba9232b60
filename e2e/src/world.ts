import { addSongs, createPlaylist, createSong, type OwnSong, type ReplyOf } from '@segue/contracts'
import { createHash } from 'node:crypto'
import { administrator, newArtist, newListener, type Person, type PublishingArtist } from './people.ts'
import { publishSong } from './publish-song.ts'

/** Somebody who owns one of everything, and everybody who might reach for it. */
export interface World {
  readonly owner: PublishingArtist
  readonly other_artist: PublishingArtist
  readonly listener: Person
  readonly administrator: Person
  readonly song: OwnSong
  /** A song of the owner's that waits for its file. */
  awaiting(): Promise<ReplyOf<typeof createSong>>
  playlist(visibility: 'private' | 'public'): Promise<ReplyOf<typeof createPlaylist>>
}

export async function openWorld(): Promise<World> {
  const [owner, other_artist, listener, admin] = await Promise.all([
    newArtist('Olga Owner'),
    newArtist('Rita Rival'),
    newListener(),
    administrator(),
  ])
  const song = await publishSong(owner, { title: 'What Everyone Wants' })
  return {
    owner,
    other_artist,
    listener,
    administrator: admin,
    song,
    awaiting: () => owner.client.call(createSong, { body: { title: 'Not Here Yet', genre: 'test', file: emptyPromise } }),
    async playlist(visibility) {
      const made = await owner.client.call(createPlaylist, { body: { name: 'Mine', visibility } })
      await owner.client.call(addSongs, { params: { playlist_id: made.id }, body: { song_ids: [song.id] } })
      return made
    },
  }
}

/** A declaration of a file that is never sent. */
export const emptyPromise = {
  name: 'later.wav',
  size: 1_000,
  content_type: 'audio/wav',
  checksum_sha256: createHash('sha256').update('later').digest('base64'),
}
