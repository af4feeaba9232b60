import { expect, test } from 'vitest'
import { Misconfigured } from '../misconfigured.ts'
import { readAddress } from './address.ts'

test('a bucket of a server of one\'s own is named with key, endpoint and public endpoint', () => {
  const url = 's3://KEY:a%2Fb%2Bc%40@segue?endpoint=http://10.0.0.3:8085&public_endpoint=https%3A%2F%2Fuploads.example.com&region=garage'
  expect(readAddress(url)).toEqual({
    bucket: 'segue',
    endpoint: 'http://10.0.0.3:8085',
    public_endpoint: 'https://uploads.example.com',
    region: 'garage',
    key: { accessKeyId: 'KEY', secretAccessKey: 'a/b+c@' },
  })
})

test('a bucket of AWS needs its name alone', () => {
  expect(readAddress('s3://music.example.com')).toEqual({ bucket: 'music.example.com', endpoint: null, public_endpoint: null, region: null, key: null })
})

test.each([
  ['s3://', 'bucket'],
  ['s3://Up_per', 'bucket'],
  ['s3://x', 'bucket'],
  ['s3://segue/path', 'behind the bucket'],
  ['s3://segue:90', 'behind the bucket'],
  ['s3://KEY@segue', 'belong together'],
  ['s3://segue?endpint=http://localhost', '"endpint"'],
  ['s3://segue?endpoint=localhost:80', 'endpoint is'],
  ['s3://segue?endpoint=http://localhost/path', 'endpoint is'],
  ['s3://segue?public_endpoint=ftp://localhost', 'public_endpoint is'],
])('%s is refused with what is wanted', (url, message) => {
  expect(() => readAddress(url)).toThrow(Misconfigured)
  expect(() => readAddress(url)).toThrow(message)
})

test('no refusal tells the secret', () => {
  expect(() => readAddress('s3://KEY:s3cr3t@segue/path')).toThrow(/^(?!.*s3cr3t)/)
})
