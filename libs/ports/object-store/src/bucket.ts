import { setUp, type BucketOptions, type BucketStep } from './s3/set-up.ts'
import { readAddress } from './s3/address.ts'
import { bucketOf } from './s3/bucket.ts'
import { openClient } from './s3/client.ts'

export type { BucketOptions, BucketStep } from './s3/set-up.ts'

/**
 * Makes a bucket what the store of Segue must be: there, closed to the public, open to signed uploads from the given web origins, and
 * rid of forgotten parts where the server can do that by itself. Safe to repeat: what is right already is left alone.
 * @throws Misconfigured for a wrong URL, key or region, and where the bucket stays open to the public; another error while it can't be
 * reached.
 */
export async function prepareBucket(url: string, options: BucketOptions): Promise<readonly BucketStep[]> {
  const address = readAddress(url)
  const client = openClient(address, address.endpoint)
  try {
    return await setUp(bucketOf(client, address), address, options)
  } finally {
    client.destroy()
  }
}

/** Where browsers send signed uploads, for the gateway's Content-Security-Policy; null where the media edge takes them (`file:`). */
export async function uploadOrigin(url: string): Promise<string | null> {
  if (!url.startsWith('s3:')) return null
  const address = readAddress(url)
  const client = openClient(address, address.public_endpoint)
  try {
    const { signPut } = await import('./s3/sign.ts')
    const nothing = { key: 'uploads/x', size: 0, content_type: 'x', checksum_sha256: `${'A'.repeat(43)}=`, expires_in_s: 1 }
    return new URL((await signPut(client, address.bucket, nothing)).url).origin
  } finally {
    client.destroy()
  }
}
