import replyFrom from '@fastify/reply-from'
import Fastify from 'fastify'

/** The least a gateway on Fastify must do: hand everything to the one server behind it. */
const server = Fastify()
await server.register(replyFrom, { base: process.env['BENCH_UPSTREAM'] ?? '', disableRequestLogging: true })
server.get('/*', (request, reply) => reply.from(request.raw.url))
process.stdout.write(`listening at ${await server.listen({ host: '127.0.0.1', port: 0 })}\n`)
