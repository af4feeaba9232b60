import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { commonRefusals, operationsByService, type Operation } from '@segue/contracts'
import type { Server } from '@segue/service'
import { openApiDocument } from './openapi.ts'

/** The OpenAPI document, a page to read it, and a page that explains each error code. */
export async function serveDocuments(server: Server, version: string): Promise<void> {
  const json = JSON.stringify(openApiDocument(version))
  server.get('/v1/openapi.json', { config: { operation: 'openapi' } }, async (_, reply) => reply.header('cache-control', 'public, max-age=300').type('application/json; charset=utf-8').send(json))
  server.get('/docs/errors', async (_, reply) => reply.type('text/html; charset=utf-8').send(errorsPage()))
  await server.register(swagger, { mode: 'static', specification: { document: JSON.parse(json) } })
  await server.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { deepLinking: true, tryItOutEnabled: true } })
}

function errorsPage(): string {
  const all: readonly Operation[] = Object.values(operationsByService).flat()
  const codes = new Map(Object.entries<readonly [number, string]>(commonRefusals))
  for (const { refusals } of all) for (const [code, refusal] of Object.entries(refusals)) codes.set(code, refusal)
  const rows = [...codes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([code, [status, title]]) => `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Segue: error codes</title>
<style>body{font:16px/1.5 system-ui;margin:3rem auto;max-width:56rem;padding:0 1rem}td,th{padding:.4rem 1rem .4rem 0;text-align:left;vertical-align:top}:target{background:#fff3bf}</style>
<h1>Error codes</h1><p>Every error is an <code>application/problem+json</code> document (RFC 9457) whose <code>code</code> stands in this list.</p>
<table><tr><th>code</th><th>status</th><th>meaning</th></tr>${rows.join('')}</table></html>`
}
