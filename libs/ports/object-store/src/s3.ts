import { HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { checkContentType, checkPartCount } from './check-terms.ts'
import type { ObjectStore } from './object-store.ts'
import { checkKey, checkPrefix, checkUploadKey } from './object-key.ts'
import { readAddress } from './s3/address.ts'
import { bucketOf } from './s3/bucket.ts'
import { openClient, tries } from './s3/client.ts'
import { deleteDirectory, deleteObject } from './s3/delete.ts'
import { abortUpload, completeUpload, listUploadParts, listUploads, startUpload } from './s3/multipart.ts'
import { putObject } from './s3/put.ts'
import { listObjects, readHead, readObject } from './s3/read.ts'
import { signPart, signPut } from './s3/sign.ts'

const ping_ms = 1_000

/**
 * Objects in a bucket of S3, AWS's or one's own. Clients send signed uploads straight to it.
 * @throws Misconfigured when URL, key, bucket or region are wrong; another error while the store can't be reached.
 */
export async function openS3Store(url: string): Promise<ObjectStore> {
  const address = readAddress(url)
  const client = openClient(address, address.endpoint)
  const signer = address.public_endpoint === address.endpoint ? client : openClient(address, address.public_endpoint)
  const bucket = bucketOf(client, address)
  const close = () => {
    client.destroy()
    signer.destroy()
  }

  // A HEAD would do, but its answer has no room for a reason.
  await bucket.answer(client.send(new ListObjectsV2Command({ Bucket: bucket.name, MaxKeys: 1 }), tries.brief)).catch((error: unknown) => {
    close()
    throw error
  })

  return {
    signPut: (put) => signPut(signer, bucket.name, put),

    async startMultipart(key, content_type) {
      checkUploadKey(key)
      checkContentType(content_type)
      return startUpload(bucket, key, content_type)
    },

    signPart: (part) => signPart(signer, bucket.name, part),

    async listParts(key, upload_id) {
      const parts = await listUploadParts(bucket, key, upload_id)
      return parts.map(({ PartNumber = 0, Size = 0 }) => ({ part_number: PartNumber, size: Size }))
    },

    async completeMultipart(key, upload_id, part_count) {
      checkUploadKey(key)
      checkPartCount(part_count)
      await completeUpload(bucket, key, upload_id, part_count)
    },

    abortMultipart: (key, upload_id) => abortUpload(bucket, key, upload_id),

    listMultiparts: (begun_before) => listUploads(bucket, begun_before),

    async put(key, body, options) {
      checkKey(key)
      checkContentType(options.content_type)
      return putObject(bucket, key, body, options)
    },

    async head(key) {
      checkKey(key)
      return readHead(bucket, key)
    },

    async get(key, range) {
      checkKey(key)
      return readObject(bucket, key, range)
    },

    async *list(prefix) {
      checkPrefix(prefix)
      yield* listObjects(bucket, prefix)
    },

    async delete(key) {
      checkKey(key)
      await deleteObject(bucket, key)
    },

    async deletePrefix(prefix) {
      checkPrefix(prefix)
      await deleteDirectory(bucket, prefix)
    },

    async ping() {
      await bucket.answer(client.send(new HeadBucketCommand({ Bucket: bucket.name }), { abortSignal: AbortSignal.timeout(ping_ms) }))
    },

    async [Symbol.asyncDispose]() {
      close()
    },
  }
}
