import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type ListMultipartUploadsCommandOutput,
  type ListPartsCommandOutput,
  type Part,
} from '@aws-sdk/client-s3'
import { NoSuchUpload, UploadIncomplete } from '../object-store.ts'
import type { Bucket } from './bucket.ts'
import { tries } from './client.ts'
import { codeOf, statusOf } from './failure.ts'
import { readHead } from './read.ts'

/** Parts carry a SHA-256 each; a store asks at the beginning which kind it will be. */
export async function startUpload({ client, name, answer }: Bucket, key: string, content_type: string): Promise<string> {
  const command = new CreateMultipartUploadCommand({ Bucket: name, Key: key, ContentType: content_type, ChecksumAlgorithm: 'SHA256' })
  const { UploadId } = await answer(client.send(command, tries.brief))
  if (UploadId === undefined) throw new Error('The store gave the upload no id')
  return UploadId
}

/** @throws NoSuchUpload */
export async function listUploadParts({ client, name, answer }: Bucket, key: string, upload_id: string): Promise<readonly Part[]> {
  const found: Part[] = []
  let page: ListPartsCommandOutput | undefined
  try {
    // The SDK's own way through the pages goes on for as long as there is a marker, and servers send one with the last page too.
    do {
      const command = new ListPartsCommand({ Bucket: name, Key: key, UploadId: upload_id, PartNumberMarker: page?.NextPartNumberMarker })
      page = await answer(client.send(command, tries.brief))
      found.push(...(page.Parts ?? []))
    } while (page.IsTruncated === true)
  } catch (error) {
    throw isGone(error) ? new NoSuchUpload('No such upload', { cause: error }) : error
  }
  return found.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
}

/** Joins the parts, on the condition that nothing is there. Whoever finds the object there, however it came, is done. */
export async function completeUpload(bucket: Bucket, key: string, upload_id: string, part_count: number): Promise<void> {
  try {
    await joinParts(bucket, key, upload_id, part_count)
  } catch (error) {
    const isOver = error instanceof NoSuchUpload || statusOf(error) === 412 || codeOf(error) === 'ConditionalRequestConflict'
    if (!isOver || (await readHead(bucket, key)) === null) throw error
    await abortUpload(bucket, key, upload_id)
  }
}

async function joinParts(bucket: Bucket, key: string, upload_id: string, part_count: number): Promise<void> {
  const { client, name, answer } = bucket
  const arrived = new Map((await listUploadParts(bucket, key, upload_id)).map((part) => [part.PartNumber, part]))
  const parts = Array.from({ length: part_count }, (_, index) => {
    const part = arrived.get(index + 1)
    if (part === undefined) throw new UploadIncomplete(`Part ${index + 1} of ${part_count} is missing`)
    return { PartNumber: index + 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }
  })
  const upload = { Bucket: name, Key: key, UploadId: upload_id }
  const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts }, IfNoneMatch: '*' })
  try {
    await answer(client.send(command, tries.long))
  } catch (error) {
    if (isGone(error)) throw new NoSuchUpload('No such upload', { cause: error })
    if (codeOf(error) === 'InvalidPart') throw new UploadIncomplete('A part was sent again meanwhile', { cause: error })
    throw error
  }
}

export async function abortUpload({ client, name, answer }: Bucket, key: string, upload_id: string): Promise<void> {
  try {
    await answer(client.send(new AbortMultipartUploadCommand({ Bucket: name, Key: key, UploadId: upload_id }), tries.brief))
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

export async function listUploads({ client, name, answer }: Bucket, begun_before: Date) {
  const found: { key: string; upload_id: string }[] = []
  let page: ListMultipartUploadsCommandOutput | undefined
  do {
    const from = page && { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    page = await answer(client.send(new ListMultipartUploadsCommand({ Bucket: name, ...from }), tries.brief))
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined) continue
      if (Initiated < begun_before) found.push({ key: Key, upload_id: UploadId })
    }
  } while (page.IsTruncated === true)
  return found
}

function isGone(error: unknown): boolean {
  return codeOf(error) === 'NoSuchUpload'
}
