import { product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, objectStoreUrl, uploadSecret, mediaUrl } = product

export const config = settings('TRANSCODER', {
  host,
  port: Type.Integer({ default: 4015, description: 'Port of the health endpoints' }),
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  engine: Type.Enum(['auto', 'native', 'wasm'], { default: 'auto', description: 'ffmpeg on the PATH, or the WebAssembly build; auto takes the first where there is one' }),
  workDir: Type.String({ description: 'Directory for files under way; emptied of what dead processes left' }),
  concurrency: Type.Integer({ default: 1, minimum: 1, description: 'Jobs at once; each keeps about one core busy' }),
  leaseMs: Type.Integer({ default: 10_000, minimum: 500, description: 'A job whose process died is taken over after this time' }),
  maxAttempts: Type.Integer({ default: 5, minimum: 1, description: 'Tries before a file is given up' }),
  logLevel,
  busUrl,
  objectStoreUrl,
  uploadSecret,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>
