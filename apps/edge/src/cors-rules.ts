import type { FastifyCorsOptions } from '@fastify/cors'

/**
 * Scripts of the public door may read media with their cookies and send uploads; those of any other origin get no CORS header at all.
 * Browsers ask once a day.
 */
export function corsRules(publicUrl: string): FastifyCorsOptions {
  return {
    origin: [new URL(publicUrl).origin],
    credentials: true,
    methods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['content-type', 'x-amz-checksum-sha256', 'if-none-match', 'range'],
    exposedHeaders: ['etag', 'content-range', 'accept-ranges', 'content-length'],
    maxAge: 86_400,
  }
}
