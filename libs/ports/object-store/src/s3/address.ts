import { Misconfigured } from '../misconfigured.ts'

/** Where a bucket is and who asks. */
export interface BucketAddress {
  readonly bucket: string
  readonly region: string | null
  /** Null means AWS itself. */
  readonly endpoint: string | null
  /** Where clients reach the bucket; differs from `endpoint` where services have an address of their own. */
  readonly public_endpoint: string | null
  /** Null means the SDK's chain: environment, shared files, the machine's role. */
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string } | null
}

const wanted = 's3://[KEY:SECRET@]bucket[?endpoint=http://host:port][&region=…][&public_endpoint=https://…], percent-encoded'
const parameters = new Set(['endpoint', 'public_endpoint', 'region'])

/** Reads the URL of a bucket. @throws Misconfigured that says what is wanted, and tells no secret. */
export function readAddress(url: string): BucketAddress {
  const { hostname: bucket, port, pathname, hash, username, password, searchParams } = new URL(url)
  const wrong = (what: string) => new Misconfigured(`${what} — the object store's URL is ${wanted}`)
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw wrong(`"${bucket}" is no name of a bucket`)
  if (port !== '' || (pathname !== '' && pathname !== '/') || hash !== '') throw wrong('Nothing but parameters stands behind the bucket')
  if ((username === '') !== (password === '')) throw wrong('Key and secret belong together')
  const unknown = [...searchParams.keys()].find((name) => !parameters.has(name))
  if (unknown !== undefined) throw wrong(`There is no parameter "${unknown}"`)
  const origin = (name: string) => {
    const value = searchParams.get(name)
    if (value !== null && !isOrigin(value)) throw wrong(`${name} is scheme, host and port of an http(s) server`)
    return value
  }
  const endpoint = origin('endpoint')
  return {
    bucket,
    endpoint,
    public_endpoint: origin('public_endpoint') ?? endpoint,
    // A server of one's own has one region, and this is what they call it; AWS has many.
    region: searchParams.get('region') ?? (endpoint === null ? null : 'us-east-1'),
    key: username === '' ? null : { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) },
  }
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`)
}
