import { DeleteObjectCommand, DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Bucket } from './bucket.ts'
import { tries } from './client.ts'
import { statusOf } from './failure.ts'

export async function deleteObject({ client, name, answer }: Bucket, key: string): Promise<void> {
  try {
    await answer(client.send(new DeleteObjectCommand({ Bucket: name, Key: key }), tries.brief))
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

/** A thousand at a time, always from the beginning: what is left is what comes first. */
export async function deleteDirectory({ client, name, answer }: Bucket, prefix: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await answer(client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix }), tries.brief))
    if (Contents.length === 0) return
    const command = new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true } })
    const { Errors: [failed] = [] } = await answer(client.send(command, tries.long))
    if (failed !== undefined) throw new Error(`${failed.Key} can't be deleted: ${failed.Code} ${failed.Message}`)
  }
}
