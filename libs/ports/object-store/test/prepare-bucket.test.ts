import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { startObjectStore, type ObjectStorePart } from '@segue/native'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareBucket, uploadOrigin } from '../src/bucket.ts'
import { Misconfigured } from '../src/index.ts'
import { readAddress } from '../src/s3/address.ts'
import { openClient } from '../src/s3/client.ts'
import { isNative } from './adapters.ts'

describe.skipIf(!isNative)('preparing a bucket (needs an S3 server: npm run test:stack)', () => {
  let part: ObjectStorePart
  const stack = new AsyncDisposableStack()
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'object-store-'))
    stack.defer(() => rm(folder, { recursive: true, force: true }))
    part = stack.use(await startObjectStore({ folder }))
  })
  afterAll(() => stack.disposeAsync())

  const prepare = async (origins: readonly string[]) => {
    const steps = await prepareBucket(part.url, { origins, reader: part.reader })
    return Object.fromEntries(steps.map(({ what, state }) => [what.replace(/ .*/, ''), state]))
  }

  test('makes what is missing, then leaves it alone, and changes what is different', async () => {
    const unsupported = { no: 'unsupported', forgotten: 'unsupported' }
    expect(await prepare(['http://a.example'])).toEqual({ bucket: 'made', uploads: 'made', 'segue-edge': 'made', ...unsupported })
    expect(await prepare(['http://a.example'])).toEqual({ bucket: 'left', uploads: 'left', 'segue-edge': 'left', ...unsupported })
    expect(await prepare(['http://b.example'])).toEqual({ bucket: 'left', uploads: 'changed', 'segue-edge': 'left', ...unsupported })
  })

  test('two at once both come to the end', async () => {
    const url = part.url.replace('@segue?', '@another?')
    const both = await Promise.all([prepareBucket(url, { origins: [] }), prepareBucket(url, { origins: [] })])
    expect(both).toHaveLength(2)
  })

  test('refuses a bucket that stays open to everybody', async () => {
    await prepare(['http://a.example'])
    const client = openClient(readAddress(part.url), readAddress(part.url).endpoint)
    const everybody = { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::segue/*'] }
    await client.send(new PutBucketPolicyCommand({ Bucket: 'segue', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [everybody] }) }))
    await expect(prepareBucket(part.url, { origins: [] })).rejects.toThrow(Misconfigured)
    await prepare(['http://a.example'])
    client.destroy()
  })

  test('a wrong key is told as such', async () => {
    await expect(prepareBucket(part.url.replace('segue:', 'nobody:'), { origins: [] })).rejects.toThrow(Misconfigured)
  })
})

test.each([
  ['file:///var/lib/segue', null],
  ['s3://K:S@segue?endpoint=http://127.0.0.1:8085', 'http://127.0.0.1:8085'],
  ['s3://K:S@segue?endpoint=http://127.0.0.1:8085&public_endpoint=https://uploads.example.com', 'https://uploads.example.com'],
  ['s3://K:S@segue?region=eu-central-1', 'https://segue.s3.eu-central-1.amazonaws.com'],
])('browsers send uploads of %s to %s', async (url, origin) => {
  expect(await uploadOrigin(url)).toBe(origin)
})
