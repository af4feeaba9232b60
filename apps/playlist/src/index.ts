export { config, type Config } from './config.ts'
export { startPlaylist } from './playlist.ts'
