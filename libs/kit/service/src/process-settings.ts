import { Type } from 'typebox'
import { settings } from './config.ts'
import { nameRelease, release } from './release.ts'
import { startTracing } from './tracing.ts'

/** Settings of every process, whatever service runs in it. Tracing goes by OpenTelemetry's own names. */
export const processSettings = settings('SEGUE', {
  internalHost: Type.String({ default: '127.0.0.1', description: 'Address of health, readiness and metrics' }),
  internalPort: Type.Integer({ default: 0, minimum: 0, maximum: 65_535, description: 'Port of health, readiness and metrics; 0 for any free one' }),
  drainMs: Type.Integer({ default: 0, minimum: 0, maximum: 300_000, description: 'How long a process that was told to end says so before it takes no more' }),
  release: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Name of what runs, in logs, metrics and traces; without it the version in package.json' })),
  tracesUrl: Type.String({ env: 'OTEL_EXPORTER_OTLP_ENDPOINT', default: '', pattern: '^(https?://.*)?$', description: 'OTLP/HTTP collector of traces; empty for none' }),
  tracesRatio: Type.Number({ env: 'OTEL_TRACES_SAMPLER_ARG', default: 1, minimum: 0, maximum: 1, description: 'Share of traces that are kept' }),
})
export type ProcessSettings = ReturnType<typeof processSettings.load>

/** Names the release of this process and traces it, as set; to be called first, and disposed of last. */
export async function observeProcess({ tracesUrl, tracesRatio, release: named }: Pick<ProcessSettings, 'tracesUrl' | 'tracesRatio' | 'release'>): Promise<AsyncDisposable> {
  if (named !== undefined) nameRelease(named)
  return startTracing({ url: tracesUrl, ratio: tracesRatio, release: release() })
}
