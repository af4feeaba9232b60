import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '@segue/database/testing'
import { Misconfigured, openEventBus } from '@segue/event-bus'
import { startRabbitMq, type RabbitMq } from '@segue/native'
import { isNative } from './adapters.ts'

const topology = { search: ['song.published'] }

describe.skipIf(!isNative)('RabbitMQ over TLS (needs RabbitMQ: npm run test:stack)', () => {
  const folder = scratchFolder()
  const certificate = join(folder, 'certificate.pem')
  let broker: RabbitMq
  beforeAll(async () => {
    broker = await startRabbitMq({ folder: join(folder, 'rabbitmq'), certificate })
  })
  afterAll(async () => {
    await broker[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test('a process that trusts its certificate publishes and consumes', async () => {
    expect(broker.url).toMatch(/^amqps:/)
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate }
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'round-trip.ts'), broker.url, '500'], { env })
    expect(stdout).toBe('500 arrived\n')
  })

  test('a certificate of an unknown authority is a start-up error that says how to make it known', async () => {
    const opening = openEventBus(broker.url, { topology })
    await expect(opening).rejects.toBeInstanceOf(Misconfigured)
    await expect(opening).rejects.toThrow(/NODE_EXTRA_CA_CERTS.*self-signed certificate/)
  })

  test('what is not encrypted gets nowhere, and TLS where none is spoken is a start-up error', async () => {
    await expect(openEventBus(broker.url.replace('amqps:', 'amqp:'), { topology })).rejects.toThrow()
    await using plain = await startRabbitMq({ folder: join(folder, 'plain') })
    await expect(openEventBus(plain.url.replace('amqp:', 'amqps:'), { topology })).rejects.toThrow('speaks no TLS at this port')
  })
})
