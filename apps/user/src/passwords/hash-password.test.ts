import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, nobodysHash, verifyPassword } from './hash-password.ts'

test('a hash is a PHC string of argon2id that only its password opens', async () => {
  const hash = await hashPassword('a long enough secret')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword('a long enough secret', hash)).toBe(true)
  expect(await verifyPassword('a long enough Secret', hash)).toBe(false)
  expect(await hashPassword('a long enough secret')).not.toBe(hash)
})

test('a hash of another cost still opens, at the cost that it names', async () => {
  const nonce = Buffer.alloc(16, 7)
  const tag = argon2Sync('argon2id', { message: 'old secret', nonce, memory: 8 * 1024, passes: 1, parallelism: 2, tagLength: 16 })
  const hash = `$argon2id$v=19$m=8192,t=1,p=2$${nonce.toString('base64').replaceAll('=', '')}$${tag.toString('base64').replaceAll('=', '')}`
  expect(await verifyPassword('old secret', hash)).toBe(true)
  expect(await verifyPassword('new secret', hash)).toBe(false)
})

test("nobody's hash opens to no password, and what is no hash is a fault", async () => {
  expect(await verifyPassword('', nobodysHash)).toBe(false)
  await expect(verifyPassword('x', '$2b$10$abc')).rejects.toThrow(TypeError)
})
