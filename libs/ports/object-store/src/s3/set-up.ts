import { isDeepStrictEqual } from 'node:util'
import {
  BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { Misconfigured } from '../misconfigured.ts'
import type { BucketAddress } from './address.ts'
import type { Bucket } from './bucket.ts'
import { tries } from './client.ts'
import { codeOf, statusOf } from './failure.ts'

export interface BucketOptions {
  /** Origins of the web app, whose scripts may send signed uploads: `https://music.example.com`. Without any, CORS is left alone. */
  readonly origins: readonly string[]
  /**
   * Who may read what the edges serve and nothing else, as a policy names it: a key of versitygw, an ARN of AWS. Without it the policy
   * is left alone.
   */
  readonly reader?: string
}

/** What became of one of the bucket's settings. */
export interface BucketStep {
  readonly what: string
  readonly state: 'made' | 'changed' | 'left' | 'unsupported'
}

/** One setting after the other; each is looked at before it is written. */
export async function setUp(bucket: Bucket, address: BucketAddress, options: BucketOptions): Promise<readonly BucketStep[]> {
  const steps: BucketStep[] = [await ensureBucket(bucket, address)]
  const { origins, reader } = options
  const settings = [
    privacy(),
    ...(origins.length === 0 ? [] : [cors(origins)]),
    lifecycle(),
    ...(reader === undefined ? [] : [policy(bucket.name, reader)]),
  ]
  for (const setting of settings) {
    steps.push({ what: setting.what, state: await ensure(bucket, setting) })
  }
  await expectClosed(address)
  return steps
}

interface Setting {
  readonly what: string
  /** What it is now, in the shape of `wanted`. */
  read(bucket: Bucket): Promise<unknown>
  readonly wanted: unknown
  write(bucket: Bucket): Promise<unknown>
}

async function ensure(bucket: Bucket, { read, wanted, write }: Setting): Promise<BucketStep['state']> {
  try {
    const found = await bucket.answer(read(bucket)).catch((error: unknown) => {
      if (statusOf(error) === 404) return null
      throw error
    })
    if (isDeepStrictEqual(found, wanted)) return 'left'
    await bucket.answer(write(bucket))
    return found === null ? 'made' : 'changed'
  } catch (error) {
    if (isUnsupported(error)) return 'unsupported'
    throw error
  }
}

async function ensureBucket({ client, name, answer }: Bucket, { endpoint, region }: BucketAddress): Promise<BucketStep> {
  const what = `bucket ${name}`
  const isThere = await client.send(new HeadBucketCommand({ Bucket: name }), tries.brief).then(
    () => true,
    (error: unknown) => {
      if (statusOf(error) === 404) return false
      return answer(Promise.reject(error))
    },
  )
  if (isThere) return { what, state: 'left' }
  // AWS wants the region said again, except for its first, where it must not be.
  const elsewhere = endpoint === null ? Object.values(BucketLocationConstraint).find((constraint) => constraint === region) : undefined
  const command = new CreateBucketCommand({ Bucket: name, ...(elsewhere && { CreateBucketConfiguration: { LocationConstraint: elsewhere } }) })
  try {
    await answer(client.send(command, tries.brief))
    return { what, state: 'made' }
  } catch (error) {
    if (codeOf(error) === 'BucketAlreadyOwnedByYou') return { what, state: 'left' }
    if (codeOf(error) !== 'BucketAlreadyExists') throw error
    throw new Misconfigured(`The bucket "${name}" belongs to somebody else: choose another name`, { cause: error })
  }
}

const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }

const privacy = (): Setting => ({
  what: 'no public access',
  wanted: closed,
  async read({ client, name }) {
    return (await client.send(new GetPublicAccessBlockCommand({ Bucket: name }), tries.brief)).PublicAccessBlockConfiguration
  },
  write: ({ client, name }) =>
    client.send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration: closed }), tries.brief),
})

function cors(origins: readonly string[]): Setting {
  const rules = [
    {
      AllowedOrigins: [...origins],
      AllowedMethods: ['PUT'],
      AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      ExposeHeaders: ['etag'],
      MaxAgeSeconds: 3_600,
    },
  ]
  return {
    what: `uploads from ${origins.join(', ')}`,
    wanted: rules,
    read: async ({ client, name }) => (await client.send(new GetBucketCorsCommand({ Bucket: name }), tries.brief)).CORSRules,
    write: ({ client, name }) => client.send(new PutBucketCorsCommand({ Bucket: name, CORSConfiguration: { CORSRules: rules } }), tries.brief),
  }
}

/** A day longer than an upload may take: the sweeper of the catalog comes first, and tells the artist. */
function lifecycle(): Setting {
  const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } }
  const rules = [{ ID: 'forgotten-parts', Status: 'Enabled' as const, Filter: { Prefix: '' }, ...abort }]
  return {
    what: 'forgotten parts are deleted after three days',
    wanted: rules,
    async read({ client, name }) {
      return (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name }), tries.brief)).Rules
    },
    write: ({ client, name }) =>
      client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: name, LifecycleConfiguration: { Rules: rules } }), tries.brief),
  }
}

/** Originals under `uploads/` are not among what the reader may read. It may list, since otherwise a missing object were a refusal. */
function policy(bucket: string, reader: string): Setting {
  const allow = { Effect: 'Allow', Principal: { AWS: [reader] } }
  const wanted = {
    Version: '2012-10-17',
    Statement: [
      { ...allow, Action: ['s3:GetObject'], Resource: ['artists', 'images'].map((directory) => `arn:aws:s3:::${bucket}/${directory}/*`) },
      { ...allow, Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
    ],
  }
  return {
    what: `${reader} reads artists/ and images/`,
    wanted,
    async read({ client, name }) {
      return JSON.parse((await client.send(new GetBucketPolicyCommand({ Bucket: name }), tries.brief)).Policy ?? 'null')
    },
    write: ({ client, name }) => client.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify(wanted) }), tries.brief),
  }
}

/** Servers differ in how a bucket is opened to everybody; so the proof is to ask as nobody. */
async function expectClosed({ bucket, endpoint, region }: BucketAddress): Promise<void> {
  const root = endpoint === null ? `https://${bucket}.s3.${region}.amazonaws.com` : `${new URL(endpoint).origin}/${bucket}`
  for (const path of ['?list-type=2', '/uploads/x']) {
    const { status } = await fetch(root + path, { signal: AbortSignal.timeout(5_000) })
    if (status >= 500) throw new Error(`The object store does not answer (GET ${path}: ${status})`)
    if (status === 403) continue
    const seen = `GET ${path} answers ${status}, not 403`
    throw new Misconfigured(`The bucket "${bucket}" is open to everybody (${seen}): take back what its policy or its ACL allows`)
  }
}

/** Servers of one's own leave settings out. */
function isUnsupported(error: unknown): boolean {
  return statusOf(error) === 501 || codeOf(error) === 'NotImplemented'
}
