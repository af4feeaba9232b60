import type { Operation } from '@segue/contracts'
import { Counter, metrics, refuse } from '@segue/service'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { createWaitingLine } from './waiting-line.ts'

const shed = new Counter({
  name: 'requests_shed_total',
  help: 'Requests refused because more was asked than could be answered',
  labelNames: ['operation'],
  registers: [metrics],
})

/** Lets a request of this operation in, or refuses it with `overloaded` before anything is done for it; some are not `counted`. */
export type Admit = (operation: Operation, counted: (request: FastifyRequest) => boolean) => onRequestHookHandler

/**
 * Who is let in to one service when more is asked than it answers: no more than `places` requests at a time, so that one that hangs
 * does not fill the whole door, what is `critical` first and what is `sheddable` last.
 */
export function shedLoad(places: number): Admit {
  const line = createWaitingLine(places)
  return ({ id, criticality }, counted) =>
    (request, reply, done) => {
      if (!counted(request)) return done()
      const refused = () => {
        shed.inc({ operation: id })
        // Not all at the same moment again.
        done(refuse('overloaded', { headers: { 'retry-after': String(1 + Math.floor(Math.random() * 3)) } }))
      }
      reply.raw.once('close', line.join(criticality ?? 'between', done, refused))
    }
}
