import fastifyStatic from '@fastify/static'
import { refuse, sendProblem, type Server } from '@segue/service'

/** Serves the built web app: hashed assets for a year, and the one page for every address that is not the API's. */
export async function serveWebApp(server: Server, root: string): Promise<void> {
  await server.register(fastifyStatic, {
    root,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  server.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !request.url.startsWith('/v1') && request.headers.accept?.includes('text/html')
    return page ? reply.sendFile('index.html') : sendProblem(request, reply, refuse('not_found'))
  })
}
