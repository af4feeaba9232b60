import { Type } from 'typebox'
import { OneOf } from '../fields.ts'
import { operation } from '../operation.ts'

const Condition = OneOf('up', 'degraded', 'down')

export const getStatus = operation('getStatus', {
  method: 'GET',
  path: '/v1/status',
  summary: 'Each service up, degraded or down',
  access: 'anyone',
  reply: { status: 200, body: Type.Object({ status: Condition, services: Type.Record(Type.String(), Condition) }) },
})
