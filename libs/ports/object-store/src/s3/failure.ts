import { S3ServiceException } from '@aws-sdk/client-s3'
import { Misconfigured } from '../misconfigured.ts'
import type { BucketAddress } from './address.ts'

/** What the store answered: the code of an error, `404` and the like where a HEAD has none; '' for what did not come from it. */
export function codeOf(error: unknown): string {
  return error instanceof S3ServiceException ? error.name : ''
}

export function statusOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0
}

/** How many tries it took: after the second nobody knows what became of the first. */
export function attemptsOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.attempts ?? 1) : 1
}

const elsewhere = new Set(['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'])

/** Waits for an answer, and turns what no caller could handle into an error that says what to do, or that the store is out of reach. */
export function answersOf({ bucket, region, endpoint, key }: BucketAddress) {
  const where = endpoint ?? 'AWS'
  const who = key === null ? 'the key of this machine' : `the key ${key.accessKeyId}`

  function explain(error: unknown): unknown {
    const [code, status] = [codeOf(error), statusOf(error)]
    const wrong = (message: string) => new Misconfigured(message, { cause: error })
    const which = `the bucket "${bucket}" at ${where}`
    if (code === 'NoSuchBucket') return wrong(`There is no bucket "${bucket}" at ${where}: npm run prepare-bucket makes it`)
    if (status === 301 || elsewhere.has(code)) {
      return wrong(`The region of ${which} is not ${region ?? 'the one of this machine'} (${code}): set region=`)
    }
    if (status === 401 || status === 403) return wrong(`The store refuses ${who} for ${which} (${code}): check key, secret and policy`)
    if (!(error instanceof Error)) return error
    if (error.name === 'CredentialsProviderError') {
      return wrong(`There is no key for ${which}: put KEY:SECRET@ into the URL, or set up the machine`)
    }
    if (error.message.startsWith('Region is missing')) return wrong(`The region of ${which} is missing: set region=`)
    if ((status < 500 || status === 501) && !isNetwork(error)) return error
    const reason = code || ('code' in error && String(error.code)) || error.name
    return new Error(`The object store at ${where} does not answer (${reason})`, { cause: error })
  }

  return async function answer<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked
    } catch (error) {
      throw explain(error)
    }
  }
}

export type Answer = ReturnType<typeof answersOf>

function isNetwork(error: Error): boolean {
  return error.name === 'TimeoutError' || error.name === 'AbortError' || ('code' in error && /^E[A-Z_]+$/.test(String(error.code)))
}
