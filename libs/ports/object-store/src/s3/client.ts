import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { BucketAddress } from './address.ts'

/** How long one try may take until its answer begins. There are three tries, within a second and a half between them. */
export const tries = {
  /** Looking something up, or a small change. */
  brief: { requestTimeout: 2_000 },
  /** What the store may need to walk or copy for. */
  long: { requestTimeout: 60_000 },
} as const

/** Sending so many bytes. */
export const tryOf = (bytes: number) => ({ requestTimeout: 3_000 + Math.ceil(bytes / 1_048_576) * 1_000 })

const agentOptions = { keepAlive: true, maxSockets: 128 }

/** The one layer that tries again (network, 5xx, SlowDown), three times in all. */
export function openClient({ region, key }: BucketAddress, endpoint: string | null): S3Client {
  const handler = new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: tries.brief.requestTimeout,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
  })
  const config: S3ClientConfig = {
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: handler,
    // We send a SHA-256 of our own with every object; where the SDK added its CRC-32, signed URLs would carry it too.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(region !== null && { region }),
    ...(key !== null && { credentials: key }),
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
  }
  return new S3Client(config)
}
