import { once } from 'node:events'
import { createServer } from 'node:http'
import { createPlaylist, listLikes } from '@segue/contracts'
import { describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { newListener } from '../src/people.ts'
import { openSecondDoor } from '../src/second-door.ts'

describe('limits', () => {
  test('past its limit an address is told when to come back', async () => {
    await using door = await openSecondDoor({ GATEWAY_AUTH_LIMIT_FACTOR: '0.05' })
    const register = () =>
      fetch(`${door.url}/v1/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody', password: '', display_name: '' }),
      })
    const answers = []
    for (let call = 0; call < 5; call++) answers.push(await register())
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429, 429])
    const refused = answers[4]
    expect(await refused?.json()).toMatchObject({ status: 429, code: 'rate_limited', request_id: refused?.headers.get('x-request-id') })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect([refused?.headers.get('ratelimit-limit'), refused?.headers.get('ratelimit-remaining')]).toEqual(['3', '0'])
    expect(
      Number((await ask('GET', '/v1/songs/trending')).headers.get('ratelimit-remaining')),
      'every answer says what is left',
    ).toBeGreaterThan(0)
    expect((await fetch(`${door.url}/v1/status`)).status, 'reads have a limit of their own').toBe(200)
  })

  test('an account has its own, wherever it calls from, and reads do not use up writes', async () => {
    await using door = await openSecondDoor({ GATEWAY_READS_PER_MINUTE: '3', GATEWAY_WRITES_PER_MINUTE: '2' })
    const [one, two] = await Promise.all([newListener(), newListener()])
    const get = (token: string) =>
      fetch(`${door.url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status)
    const patch = (token: string) =>
      fetch(`${door.url}/v1/users/me`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      }).then(({ status }) => status)
    expect([await get(one.token), await get(one.token), await get(one.token), await get(one.token)]).toEqual([200, 200, 200, 429])
    expect(await get(two.token)).toBe(200)
    expect([await patch(one.token), await patch(one.token), await patch(one.token)]).toEqual([200, 200, 429])
  })

  test('a service that sheds load is asked once, and its answer handed on', async () => {
    let asked = 0
    const busy = createServer((_, response) => {
      asked++
      response.writeHead(503, { 'retry-after': '3' }).end()
    }).listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const address = busy.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await using door = await openSecondDoor({ GATEWAY_SEARCH_URL: `http://127.0.0.1:${address.port}` })
    const answer = await fetch(`${door.url}/v1/search?q=a`)
    busy.close()
    expect([answer.status, answer.headers.get('retry-after'), asked]).toEqual([503, '3', 1])
  })

  test('one account writes fifty times at once', async () => {
    const { client } = await newListener()
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, number) => client.call(createPlaylist, { body: { name: `List ${number}` } })),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(50)
    await client.call(listLikes)
  })
})
