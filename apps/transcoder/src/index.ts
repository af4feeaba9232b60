export { config, type Config } from './config.ts'
export { startTranscoder } from './transcoder.ts'
export { chooseEngine } from './media/choose-engine.ts'
