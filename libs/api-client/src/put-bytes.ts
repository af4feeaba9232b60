import { ApiProblem } from './api-problem.ts'

export interface PutBytes {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Blob | ArrayBuffer
  readonly signal?: AbortSignal | undefined
  readonly onProgress: (sent_bytes: number) => void
}

const sizeOf = (bytes: Blob | ArrayBuffer) => (bytes instanceof Blob ? bytes.size : bytes.byteLength)

/**
 * PUTs bytes to a signed address, with progress where the platform knows it (XMLHttpRequest). A 4xx of the store is the
 * problem `upload_refused`, no answer `unreachable`.
 */
export async function putBytes(put: PutBytes): Promise<void> {
  put.signal?.throwIfAborted()
  put.onProgress(0)
  const status = await (typeof XMLHttpRequest === 'undefined' ? byFetch(put) : byXhr(put))
  if (status === 0) throw new ApiProblem({ status, code: 'unreachable', title: 'The object store can not be reached' })
  if (status >= 500 || status === 429) throw new ApiProblem({ status, code: 'unexpected_answer', title: `The object store answered ${status}` })
  if (status >= 300) throw new ApiProblem({ status, code: 'upload_refused', title: `The object store refused the bytes with ${status}` })
  put.onProgress(sizeOf(put.bytes))
}

async function byFetch({ url, headers, bytes, signal }: PutBytes): Promise<number> {
  const answer = await fetch(url, { method: 'PUT', headers, body: bytes, credentials: 'omit', ...(signal ? { signal } : {}) }).catch(() => null)
  signal?.throwIfAborted()
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

function byXhr({ url, headers, bytes, signal, onProgress }: PutBytes): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
    request.addEventListener('loadend', () => {
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted) reject(signal.reason)
      else resolve(request.status)
    })
    signal?.addEventListener('abort', abort)
    request.send(bytes)
  })
}
