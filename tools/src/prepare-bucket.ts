import { prepareBucket } from '@segue/object-store/bucket'

/**
 * Makes the bucket of `SEGUE_OBJECT_STORE_URL` what Segue needs, and says what it did: made, changed, left as it was, or not supported by
 * this server. Uploads are taken from the origin of `SEGUE_PUBLIC_URL`; `OBJECT_STORE_READER` names the edges' key. Safe to repeat.
 */
try {
  const { SEGUE_OBJECT_STORE_URL: url, SEGUE_PUBLIC_URL: publicUrl = 'http://localhost:4000', OBJECT_STORE_READER: reader } = process.env
  if (url?.startsWith('s3:') !== true) {
    throw new Error('SEGUE_OBJECT_STORE_URL: s3://KEY:SECRET@bucket?endpoint=…&region=… is wanted; a file:// store needs no preparation')
  }
  const steps = await prepareBucket(url, { origins: [new URL(publicUrl).origin], ...(reader !== undefined && { reader }) })
  for (const { what, state } of steps) process.stdout.write(`${state.padEnd(11)} ${what}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
