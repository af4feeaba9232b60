import helmet from '@fastify/helmet'
import type { Server } from '@segue/service'
import Fastify from 'fastify'

interface Addresses {
  readonly publicUrl: string
  readonly mediaUrl: string
  readonly uploadsUrl?: string | undefined
}

/** What pages of ours may load (Content-Security-Policy) and who may frame them: nobody. Asked of helmet once, because it writes the same policy anew for every answer. */
export async function registerSecurityHeaders(server: Server, addresses: Addresses): Promise<void> {
  const headers = await helmetHeaders(addresses)
  server.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    done()
  })
}

async function helmetHeaders({ publicUrl, mediaUrl, uploadsUrl }: Addresses): Promise<readonly (readonly [string, string])[]> {
  const media = new URL(mediaUrl).origin
  const uploads = uploadsUrl === undefined ? [] : [new URL(uploadsUrl).origin]
  await using asked = Fastify()
  await asked.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", media, ...uploads],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:', media],
        mediaSrc: ["'self'", 'blob:', media],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        workerSrc: ["'self'", 'blob:'],
      },
    },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    // Of this host alone: what else lives under the operator's domain is not ours to bind.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { includeSubDomains: false } : false,
  })
  asked.get('/', async () => '')
  const { headers } = await asked.inject('/')
  return Object.entries(headers).flatMap(([name, value]) => (usual.has(name) || value === undefined ? [] : [[name, String(value)] as const]))
}

/** Of any answer, and none of helmet's. */
const usual = new Set(['connection', 'content-length', 'content-type', 'date'])
