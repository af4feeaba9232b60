import type { S3Client } from '@aws-sdk/client-s3'
import type { BucketAddress } from './address.ts'
import { answersOf, type Answer } from './failure.ts'

/** A bucket that can be asked: the client, and how its answers are read. */
export interface Bucket {
  readonly client: S3Client
  readonly name: string
  readonly answer: Answer
}

export function bucketOf(client: S3Client, address: BucketAddress): Bucket {
  return { client, name: address.bucket, answer: answersOf(address) }
}
