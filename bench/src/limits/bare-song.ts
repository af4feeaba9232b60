import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import type { BareAnswer } from './start-bare-song.ts'

/** The least a server must do for `GET /v1/songs/{id}`: verify the token, from a cache, and send the same bytes under the same headers. */
const { public_key_pem, issuer, headers, body }: BareAnswer = JSON.parse(process.env['BENCH_ANSWER'] ?? '')
const server = Fastify()
await server.register(fastifyJwt, { secret: { public: public_key_pem }, verify: { algorithms: ['ES256'], allowedIss: issuer, cache: 10_000 } })
server.get('/v1/songs/:song_id', async (request, reply) => {
  await request.jwtVerify()
  return reply.headers(headers).send(body)
})
process.stdout.write(`listening at ${await server.listen({ host: '127.0.0.1', port: 0 })}\n`)
