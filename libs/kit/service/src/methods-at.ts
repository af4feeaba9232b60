import type { FastifyInstance } from 'fastify'

/**
 * Tells which methods a server's routes take at a path, sorted, as `Allow` lists them (RFC 9110 § 10.2.1). To be called before the first
 * route. A route for every path says nothing of one, and the preflights of CORS are not what a client may do.
 */
export function methodsAt(server: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  server.addHook('onRoute', ({ url, method }) => {
    if (url === '*' || url === '/*') return
    const parts = url.split(/(:\w+|\*)/).map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
    routes.push({ pattern: new RegExp(`^${parts.join('')}$`), methods: [method].flat() })
  })
  return (path) => {
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods)
    return [...new Set(methods)].filter((method) => method !== 'OPTIONS').toSorted()
  }
}
