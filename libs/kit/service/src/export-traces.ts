import { context, propagation, trace, type TracerProvider as Tracers } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { Counter, metrics } from './metrics.ts'

export interface ExportOptions {
  /** Base address of an OTLP/HTTP collector; `/v1/traces` is added. */
  readonly url: string
  /** Share of traces that are kept, 0 to 1. A caller's own choice doesn't raise it. */
  readonly ratio: number
  readonly release: string
}

const exported = new Counter({
  name: 'spans_exported_total',
  help: 'Spans sent to the collector, and those that it did not take',
  labelNames: ['outcome'],
  registers: [metrics],
})

/**
 * Sends spans to a collector, a second after they ended at the latest; what it does not take is dropped and counted. Services that share
 * this process are told apart: the name of a tracer is the `service.name` of its spans.
 */
export function exportTraces({ url, ratio, release }: ExportOptions): AsyncDisposable {
  const exporter = counted(new OTLPTraceExporter({ url: `${url.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: 5_000 }))
  const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: 5_000 })
  // By the trace's id, so that every process decides alike, and a stranger's flag at the door decides nothing.
  const byId = new TraceIdRatioBasedSampler(ratio)
  const sampler = new ParentBasedSampler({ root: byId, remoteParentSampled: byId })
  const providers = new Map<string, TracerProvider>()
  const tracers: Tracers = {
    getTracer(service) {
      const known = providers.get(service)
      if (known !== undefined) return known.getTracer('segue')
      const resource = resourceFromAttributes({ 'service.name': service, 'service.namespace': 'segue', 'service.version': release })
      const provider = new TracerProvider({ resource, sampler, spanProcessors: [processor] })
      providers.set(service, provider)
      return provider.getTracer('segue')
    },
  }
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(tracers)
  return {
    async [Symbol.asyncDispose]() {
      trace.disable()
      context.disable()
      propagation.disable()
      // A collector that is gone must not keep a process from ending well.
      await processor.shutdown().catch(() => {})
    },
  }
}

function counted(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        exported.inc({ outcome: result.code === ExportResultCode.SUCCESS ? 'taken' : 'lost' }, spans.length)
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
  }
}
