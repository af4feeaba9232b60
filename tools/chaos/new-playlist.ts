import { randomUUID } from 'node:crypto'
import { createPlaylist } from '@segue/contracts'
import type { Person } from '@segue/tools/visitors'

/** A public playlist, empty; answers its id. */
export async function newPlaylist({ client }: Pick<Person, 'client'>, name: string): Promise<string> {
  return (await client.call(createPlaylist, { body: { name, visibility: 'public' }, idempotency_key: randomUUID() })).id
}
