export { config, type Config } from './config.ts'
export { startPlaybackAuth } from './playback-auth.ts'
