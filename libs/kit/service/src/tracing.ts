import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api'
import type { ExportOptions } from './export-traces.ts'

export interface TracingOptions extends Omit<ExportOptions, 'url'> {
  /** Without one nothing is traced, and nothing of the SDK loaded. */
  readonly url?: string | undefined
}

export interface SpanWish {
  /** Shown as `service.name`. */
  readonly service: string
  readonly name: string
  /** Default `internal`. */
  readonly kind?: 'server' | 'client' | 'consumer' | 'internal'
  /** The W3C `traceparent` that the span belongs under; without one, what is under way in this process. */
  readonly traceparent?: string | null | undefined
  readonly attributes?: Attributes
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL }

/** Adds to a span what is known only in the end. */
export type Note = (attributes: Attributes) => void

let isOn = false

/** Whether spans are made. What has a price asks first, so that it costs nothing where nobody traces. */
export const isTracing = (): boolean => isOn

/** Traces this process until disposed of, which sends what is still here. To be called before anything that is traced is made. */
export async function startTracing(options: TracingOptions): Promise<AsyncDisposable> {
  const { url } = options
  if (url === undefined || url === '') return { async [Symbol.asyncDispose]() {} }
  const { exportTraces } = await import('./export-traces.ts')
  const exporting = exportTraces({ ...options, url })
  isOn = true
  return {
    async [Symbol.asyncDispose]() {
      isOn = false
      await exporting[Symbol.asyncDispose]()
    },
  }
}

/** The `traceparent` (W3C Trace Context § 3.2) of what is under way, to be sent along; undefined where nothing is traced. */
export function traceparent(): string | undefined {
  if (!isOn) return undefined
  const carrier: { traceparent?: string } = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent
}

/** The id of the trace under way, for logs. */
export const traceId = (): string | undefined => (isOn ? trace.getActiveSpan()?.spanContext().traceId : undefined)

/** Does the work inside a span that ends with it, failed if it throws. */
export async function inSpan<T>({ service, name, kind = 'internal', traceparent: under, attributes = {} }: SpanWish, work: (note: Note) => Promise<T>): Promise<T> {
  if (!isOn) return work(() => {})
  const parent = typeof under === 'string' ? propagation.extract(ROOT_CONTEXT, { traceparent: under }) : context.active()
  const options = { kind: kinds[kind], attributes }
  return trace.getTracer(service).startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work((more) => void span.setAttributes(more))
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
