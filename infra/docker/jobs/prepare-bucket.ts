import { prepareBucket } from '@segue/object-store/bucket'

/** Makes the bucket of `SEGUE_OBJECT_STORE_URL` what Segue needs. Safe to repeat. */
const { SEGUE_OBJECT_STORE_URL: url, SEGUE_PUBLIC_URL: page = 'http://localhost:4000', OBJECT_STORE_READER: reader } = process.env
try {
  if (url === undefined) throw new Error('SEGUE_OBJECT_STORE_URL is missing')
  const steps = await prepareBucket(url, { origins: [new URL(page).origin], ...(reader === undefined ? {} : { reader }) })
  for (const { what, state } of steps) process.stdout.write(`${what}: ${state}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
