import fastifyStatic from '@fastify/static'
import type { Server } from '@segue/service'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Serves the built web app: hashed assets for a year, the rest revalidated. */
export async function serveWebApp(server: Server, root: string): Promise<void> {
  await server.register(fastifyStatic, {
    root,
    serve: false,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  server.get('/', (_, reply) => reply.sendFile('index.html'))
  server.get<{ Params: { '*': string } }>('/assets/*', ({ params }, reply) => reply.sendFile(`assets/${params['*']}`))
  server.get<{ Params: { file: string } }>('/:file', ({ params }, reply) => reply.sendFile(params.file))
}

/** The one page, where a browser asks for an address that is not the API's; null for anything else. */
export function webPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  const isPage = request.method === 'GET' && !request.url.startsWith('/v1') && request.headers.accept?.includes('text/html')
  return isPage ? reply.sendFile('index.html') : null
}
