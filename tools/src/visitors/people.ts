import { randomUUID } from 'node:crypto'
import { createClient, type Client } from '@segue/api-client'
import { createArtist, register } from '@segue/contracts'

export interface Person {
  readonly id: string
  readonly token: string
  readonly client: Client
}

/** Opens an account; `fetch` sees every call made for it. */
export async function newListener(publicUrl: string, fetch: typeof globalThis.fetch = globalThis.fetch): Promise<Person> {
  const body = { email: `${randomUUID()}@visitors.segue.example`, password: `${randomUUID()} & more`, display_name: 'Vera Visitor' }
  const { user, access_token } = await createClient({ url: publicUrl }).call(register, { body })
  return { id: user.id, token: access_token, client: createClient({ url: publicUrl, token: () => access_token, fetch }) }
}

export async function newArtist(publicUrl: string, fetch?: typeof globalThis.fetch): Promise<Person> {
  const person = await newListener(publicUrl, fetch)
  await person.client.call(createArtist, { body: { name: 'The Visitors' } })
  return person
}
