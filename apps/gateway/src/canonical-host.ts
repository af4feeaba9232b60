import type { onRequestHookHandler } from 'fastify'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Pages asked for under another loopback name move to the public one: cookies belong to a host name, and those of
 * `127.0.0.1` are not sent to `localhost`. Anything else is answered under any name.
 */
export function canonicalHost(publicUrl: string): onRequestHookHandler {
  const { hostname, origin } = new URL(publicUrl)
  return (request, reply, done) => {
    const asked = hostnameOf(request.headers.host)
    const elsewhere = asked !== hostname && loopback.has(asked) && loopback.has(hostname)
    const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true
    if (elsewhere && isPage) reply.redirect(origin + request.url, 307)
    else done()
  }
}

const hostnameOf = (host = ''): string => host.replace(/:\d+$/, '').toLowerCase()
