import { createServer } from '@segue/service'
import { expect, test } from 'vitest'
import { registerSecurityHeaders } from './security-headers.ts'

const addresses = { publicUrl: 'http://localhost:4000', mediaUrl: 'http://localhost:4001' }

async function policyOf(more: { readonly uploadsUrl?: string }): Promise<readonly string[]> {
  await using server = createServer({ service: 'gateway', logLevel: 'silent' })
  await registerSecurityHeaders(server, { ...addresses, ...more })
  const { headers } = await server.inject('/health/live')
  return String(headers['content-security-policy']).split(';')
}

test('scripts of a page may speak to us and the media edge alone', async () => {
  expect(await policyOf({})).toContain("connect-src 'self' http://localhost:4001")
})

test('where a bucket takes the uploads, they may speak to it too, and load nothing from it', async () => {
  const policy = await policyOf({ uploadsUrl: 'https://uploads.example.com/segue' })
  expect(policy.filter((directive) => directive.includes('uploads.example.com'))).toEqual(["connect-src 'self' http://localhost:4001 https://uploads.example.com"])
})
