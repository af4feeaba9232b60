import { resolve } from 'node:path'
import { settings, type Environment } from '@segue/service'
import { Type } from 'typebox'
import { problemsOf, serviceProblems, variableIn } from './service-problems.ts'

const port = (fallback: number, description: string, minimum = 1) =>
  Type.Integer({ minimum, maximum: 65_535, default: fallback, description })

/** The settings of the whole product on one machine; each service's own stand in its README and pass through. */
export const platformSettings = settings('SEGUE', {
  host: Type.String({ default: '127.0.0.1', description: 'Address of the public door and the media edge' }),
  port: port(4000, 'Public door: API under /v1, docs, web app'),
  mediaPort: port(4001, 'Media edge and signed uploads'),
  internalPort: port(4009, 'Metrics and detailed readiness, loopback only; 0 for any', 0),
  publicUrl: Type.Optional(Type.String({ pattern: '^https?://', description: 'The public door as clients see it; without it http://localhost:{port}' })),
  mediaUrl: Type.Optional(Type.String({ pattern: '^https?://', description: 'The media edge as clients see it; without it http://localhost:{media port}' })),
  dataDir: Type.String({ default: '.segue', description: 'Database, objects and keys' }),
  demo: Type.Enum(['on', 'off'], { default: 'on', description: 'A demonstration catalogue, composed at the first start' }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { default: 'error', description: 'Least level that is logged' }),
})

export interface PlatformSettings {
  readonly host: string
  readonly port: number
  readonly mediaPort: number
  readonly internalPort: number
  readonly publicUrl: string
  readonly mediaUrl: string
  readonly dataDir: string
  readonly demo: boolean
  readonly logLevel: string
  /** Everything else that the environment says, for the services. */
  readonly environment: Environment
}

/** Throws one error that names every problem at once, those of the services' own settings too. */
export function loadPlatformSettings(environment: Environment): PlatformSettings {
  const problems = Map.groupBy([...problemsOf(() => platformSettings.load(environment)), ...serviceProblems(environment)], variableIn)
  if (problems.size > 0) throw new Error([...problems.values()].map(([first]) => first).join('\n'))
  const { demo, dataDir, publicUrl, mediaUrl, ...rest } = platformSettings.load(environment)
  const trimmed = (url: string) => url.replace(/\/+$/, '')
  return {
    ...rest,
    publicUrl: trimmed(publicUrl ?? `http://localhost:${rest.port}`),
    mediaUrl: trimmed(mediaUrl ?? `http://localhost:${rest.mediaPort}`),
    dataDir: resolve(dataDir),
    demo: demo === 'on',
    environment,
  }
}
