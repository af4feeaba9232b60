import { expect, test } from 'vitest'
import { makePng } from '../../test/hostile/honest-samples.ts'
import { readImageHeader } from './read-image-header.ts'

test('a picture is known by its own bytes and measured without being decoded', () => {
  expect(readImageHeader(makePng(40, 30))).toEqual({ demuxer: 'png_pipe', decoder: 'png', width: 40, height: 30 })
  const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108', 'hex'), Buffer.from([1, 0, 2, 0]), Buffer.alloc(20)])
  expect(readImageHeader(jpeg)).toMatchObject({ decoder: 'mjpeg', width: 512, height: 256 })
  const webp = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0', 'latin1'), Buffer.from([99, 0, 0, 49, 0, 0]), Buffer.alloc(8)])
  expect(readImageHeader(webp)).toMatchObject({ decoder: 'webp', width: 100, height: 50 })
})

test('anything else is no picture, however short or broken', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), Buffer.from('ffd8ff', 'hex'), Buffer.alloc(64, 0xff)]) {
    expect(readImageHeader(bytes)).toBeUndefined()
  }
  expect(readImageHeader(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(64)]))).toBeUndefined()
})
