export { newArtist, newListener, type Person } from './people.ts'
export { publishSong } from './publish-song.ts'
export { songWav } from './song-wav.ts'
