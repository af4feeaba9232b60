import helmet from '@fastify/helmet'
import type { Server } from '@segue/service'

/** What pages of ours may load (Content-Security-Policy) and who may frame them: nobody. */
export async function registerSecurityHeaders(server: Server, { publicUrl, mediaUrl }: { readonly publicUrl: string; readonly mediaUrl: string }): Promise<void> {
  const media = new URL(mediaUrl).origin
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", media],
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
}
