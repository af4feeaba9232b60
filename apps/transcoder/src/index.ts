export { config, type Config } from './config.ts'
export { startTranscoder } from './transcoder.ts'
