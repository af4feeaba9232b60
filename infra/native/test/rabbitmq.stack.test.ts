import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startRabbitMq } from '@segue/native'

const folder = mkdtempSync(join(tmpdir(), 'segue-rabbitmq-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the process and its children listen on: local address and port, from the kernel's own table. */
function listeningOf(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(execFileSync('readlink', [`/proc/${pid}/fd/${fd}`], { encoding: 'utf8' }).trim())?.[1] ?? '']
      } catch {
        return []
      }
    }),
  )
  const rows = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1))
  const fields = rows.map((row) => row.trim().split(/\s+/))
  return fields.filter((row) => row[3] === '0A' && sockets.has(row[9] ?? '')).map((row) => row[1] ?? '')
}

/** Erlang's port mapper belongs to nobody once it runs; one that this broker started has its folder as home. */
const portMappers = () =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/comm`, 'utf8') === 'epmd\n' && readFileSync(`/proc/${name}/environ`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })

test('RabbitMQ listens on loopback alone, has no guest, survives a kill with its queues, and leaves nothing behind', { timeout: 180_000 }, async () => {
  const broker = await startRabbitMq({ folder })
  {
    await using _broker = broker
    const listening = listeningOf(broker.pid)
    expect(listening).toHaveLength(2)
    for (const address of listening) expect(address).toMatch(/^0100007F:/)
    await expect(broker.control('list_users')).resolves.not.toContain('guest')
    await broker.control('eval', `rabbit_amqqueue:declare(rabbit_misc:r(<<"segue">>, queue, <<"kept">>), true, false,
      [{<<"x-queue-type">>, longstr, <<"quorum">>}], none, <<"test">>).`)
    await broker.kill()
    await broker.restart()
    await expect(broker.control('list_queues', '-p', 'segue', 'name', 'type', 'state')).resolves.toMatch(/kept\s+quorum\s+running/)
  }
  await using again = await startRabbitMq({ folder })
  expect(new URL(again.url).password).toBe(new URL(broker.url).password)
  await expect(again.control('list_queues', '-p', 'segue', 'name')).resolves.toContain('kept')
  expect(portMappers()).toEqual([])
})
