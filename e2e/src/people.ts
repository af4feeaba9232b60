import { randomUUID } from 'node:crypto'
import { createClient, type Client } from '@segue/api-client'
import { createArtist, login, register, setSubscription, type ReplyOf } from '@segue/contracts'
import { inject } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'

export interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly client: Client
  readonly token: string
}

export interface PublishingArtist extends Person {
  readonly artist: ReplyOf<typeof createArtist>
}

export const publicUrl = (): string => inject('publicUrl')

/** A client of the platform under test; every answer it gets is held against the OpenAPI document. */
export const clientOf = (token: string | null = null): Client => createClient({ url: publicUrl(), token: () => token, fetch: checkedFetch })

/** Opens an account that no other test knows. */
export async function newListener(display_name = 'Lena Listener'): Promise<Person> {
  const email = `${randomUUID()}@e2e.segue.example`
  const password = `${randomUUID()} & more`
  const { user, access_token } = await clientOf().call(register, { body: { email, password, display_name } })
  return { id: user.id, email, password, token: access_token, client: clientOf(access_token) }
}

export async function newArtist(name = 'The Test Tones'): Promise<PublishingArtist> {
  const person = await newListener(name)
  return { ...person, artist: await person.client.call(createArtist, { body: { name } }) }
}

/** The same person with a new token, as after signing in again. */
export async function signIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<Person> {
  const { user, access_token } = await clientOf().call(login, { body: { email, password } })
  return { id: user.id, email, password, token: access_token, client: clientOf(access_token) }
}

export const administrator = (): Promise<Person> => signIn(inject('admin'))

export async function newPremiumListener(): Promise<Person> {
  const person = await newListener('Petra Premium')
  const admin = await administrator()
  await admin.client.call(setSubscription, { params: { user_id: person.id }, body: { plan: 'premium' } })
  return signIn(person)
}
