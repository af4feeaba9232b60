import { createSign } from 'node:crypto'
import { getSignedCookies } from '@aws-sdk/cloudfront-signer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGrantSigner, createGrantVerifier, type Grant, generateKeys, grantCookies } from '../src/index.ts'

const keys = generateKeys()
const signer = createGrantSigner({ key_pair_id: 'K1', private_key_pem: keys.private_key_pem })
const verifier = createGrantVerifier({ keys: { K1: keys.public_key_pem } })
const song = 'http://localhost:4001/artists/a/albums/b/s/v1'
const now = new Date('2026-11-24T12:00:00Z')
const later = new Date('2026-11-24T12:20:00Z')
const full = signer.sign({ resource: `${song}/*`, expires_at: later })
const capped = signer.sign({ resource: `${song}/128k/*`, expires_at: later })

const header = (...grants: readonly Partial<Grant>[]) =>
  grants
    .flatMap(({ policy, signature, key_pair_id, hash_algorithm }) => [
      ...(policy === undefined ? [] : [`CloudFront-Policy=${policy}`]),
      ...(signature === undefined ? [] : [`CloudFront-Signature=${signature}`]),
      ...(key_pair_id === undefined ? [] : [`CloudFront-Key-Pair-Id=${key_pair_id}`]),
      ...(hash_algorithm === undefined ? [] : [`CloudFront-Hash-Algorithm=${hash_algorithm}`]),
    ])
    .join('; ')
const opens = (grant: Partial<Grant>, url: string, at = now) => verifier.verify({ cookies: header(grant), url, now: at })

describe('a grant', () => {
  test('opens everything under its path until it ends', () => {
    expect(opens(full, `${song}/master.m3u8`)).toBe(true)
    expect(opens(full, `${song}/segments/320k/segment_001.m4s`)).toBe(true)
    expect(opens(full, `${song}/128k/segments/64k/init.mp4`)).toBe(true)
    expect(opens(full, `${song}/master.m3u8`, new Date(later.getTime() - 1))).toBe(true)
    expect(opens(full, `${song}/master.m3u8`, later)).toBe(false)
  })

  test('opens no other song, version, host or port', () => {
    for (const url of [
      'http://localhost:4001/artists/a/albums/b/other/v1/master.m3u8',
      'http://localhost:4001/artists/a/albums/b/s/v2/master.m3u8',
      'http://localhost:4001/artists/a/albums/b/s/v10/master.m3u8',
      'http://localhost:4000/artists/a/albums/b/s/v1/master.m3u8',
      'https://localhost:4001/artists/a/albums/b/s/v1/master.m3u8',
      `http://evil.test/?${song}/master.m3u8`,
    ])
      expect(opens(full, url)).toBe(false)
  })

  test('of a capped plan opens the capped renditions and no other', () => {
    expect(opens(capped, `${song}/128k/audio_128k.m3u8`)).toBe(true)
    expect(opens(capped, `${song}/128k/segments/128k/segment_001.m4s`)).toBe(true)
    expect(opens(capped, `${song}/master.m3u8`)).toBe(false)
    expect(opens(capped, `${song}/audio_320k.m3u8`)).toBe(false)
    expect(opens(capped, `${song}/segments/320k/segment_001.m4s`)).toBe(false)
  })

  test('is worth nothing with any of its cookies missing, or of another grant', () => {
    const { policy, signature, key_pair_id, hash_algorithm } = full
    const url = `${song}/master.m3u8`
    expect(opens({ policy, signature, key_pair_id, hash_algorithm }, url)).toBe(true)
    expect(opens({ signature, key_pair_id, hash_algorithm }, url)).toBe(false)
    expect(opens({ policy, key_pair_id, hash_algorithm }, url)).toBe(false)
    expect(opens({ policy, signature, hash_algorithm }, url)).toBe(false)
    expect(opens({ policy, signature, key_pair_id }, url)).toBe(false)
    expect(opens({ ...full, signature: capped.signature }, url)).toBe(false)
    expect(opens({ ...full, policy: capped.policy }, url)).toBe(false)
  })

  test('is worth nothing under another key, another id or another hash', () => {
    const url = `${song}/master.m3u8`
    const stranger = createGrantSigner({ key_pair_id: 'K1', private_key_pem: generateKeys().private_key_pem })
    expect(opens(stranger.sign({ resource: `${song}/*`, expires_at: later }), url)).toBe(false)
    expect(opens({ ...full, key_pair_id: '__proto__' }, url)).toBe(false)
    for (const hash_algorithm of ['SHA1', 'sha256', '', 'SHA512']) expect(opens({ ...full, hash_algorithm }, url)).toBe(false)
  })

  test('signed with SHA-1, as CloudFront does unless told otherwise, is refused whatever its cookie says', () => {
    const policy = policyText([{ Resource: `${song}/*`, Condition: until(later) }])
    const cookies = getSignedCookies({ policy, keyPairId: 'K1', privateKey: keys.private_key_pem })
    const sha1 = { policy: cookies['CloudFront-Policy'] ?? '', signature: cookies['CloudFront-Signature'], key_pair_id: 'K1' }
    expect(opens(sha1, `${song}/x`)).toBe(false)
    expect(opens({ ...sha1, hash_algorithm: 'SHA1' }, `${song}/x`)).toBe(false)
    expect(opens({ ...sha1, hash_algorithm: 'SHA256' }, `${song}/x`)).toBe(false)
  })

  test('with any one character altered is worth nothing', () => {
    const field = fc.constantFrom('policy' as const, 'signature' as const, 'key_pair_id' as const)
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~+/=%'.split(''))
    fc.assert(
      fc.property(field, fc.nat(), letter, (name, at, replacement) => {
        const value = full[name]
        const place = at % value.length
        fc.pre(value[place] !== replacement)
        return !opens({ ...full, [name]: value.slice(0, place) + replacement + value.slice(place + 1) }, `${song}/master.m3u8`)
      }),
      { numRuns: 1_000 },
    )
  })

  test('with its last character altered is worth nothing, though base64 would decode it to the same bytes', () => {
    for (const name of ['policy', 'signature'] as const) {
      for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~') {
        const [, head = '', last = '', padding = ''] = /^(.*?)([^_])(_*)$/.exec(full[name]) ?? []
        if (letter !== last) expect(opens({ ...full, [name]: head + letter + padding }, `${song}/master.m3u8`)).toBe(false)
      }
    }
  })

  test('cut short, lengthened or made of anything at all is worth nothing, and never an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (policy, signature, key_pair_id) => {
        expect(opens({ policy, signature, key_pair_id, hash_algorithm: 'SHA256' }, `${song}/x`)).toBe(false)
        expect(opens({ ...full, signature }, `${song}/x`)).toBe(false)
        expect(opens({ ...full, policy: full.policy + signature }, `${song}/x`)).toBe(signature.trim() === '' || signature.trim().startsWith(';'))
      }),
    )
    fc.assert(fc.property(fc.string(), (cookies) => !verifier.verify({ cookies, url: `${song}/x`, now })))
  })

  test('that was remembered is still judged by date and path every time', () => {
    for (let i = 0; i < 3; i++) {
      expect(opens(full, `${song}/x`)).toBe(true)
      expect(opens(full, `${song}/x`, later)).toBe(false)
      expect(opens(full, 'http://localhost:4001/other')).toBe(false)
    }
  })

  test('is found among others of the same names, each set with its own path', () => {
    const other = signer.sign({ resource: 'http://localhost:4001/artists/a/albums/b/s/v2/*', expires_at: later })
    const url = `${song}/master.m3u8`
    expect(verifier.verify({ cookies: header(full, other), url, now })).toBe(true)
    expect(verifier.verify({ cookies: header(other, full), url, now })).toBe(true)
    expect(verifier.verify({ cookies: `a=b; ${header(other, capped)}; c`, url, now })).toBe(false)
    expect(verifier.verify({ cookies: header(full, { policy: other.policy }), url, now })).toBe(true)
    expect(verifier.verify({ cookies: header({ ...full, policy: other.policy }, { ...other, policy: full.policy }), url, now })).toBe(false)
    expect(verifier.verify({ cookies: header(other, other, other, other, full), url, now })).toBe(false)
  })
})

describe('a policy', () => {
  /** Signed with the right key, whatever it says. */
  function signed(policy: string): Grant {
    const cookies = getSignedCookies({ policy, keyPairId: 'K1', privateKey: keys.private_key_pem, algorithm: 'SHA256' })
    return { policy: cookies['CloudFront-Policy'] ?? '', signature: cookies['CloudFront-Signature'], key_pair_id: 'K1', hash_algorithm: 'SHA256' }
  }
  const resource = (pattern: string) => signed(policyText([{ Resource: pattern, Condition: until(later) }]))

  test('has the two wildcards * and ?, anywhere, and they match the whole URL', () => {
    expect(opens(resource('http://h/a/*'), 'http://h/a/')).toBe(true)
    expect(opens(resource('http://h/a/*/c'), 'http://h/a/b/b/c')).toBe(true)
    expect(opens(resource('http://h/a/*/c'), 'http://h/a/b/c/d')).toBe(false)
    expect(opens(resource('http://h/v?/x'), 'http://h/v1/x')).toBe(true)
    expect(opens(resource('http://h/v?/x'), 'http://h/v/x')).toBe(false)
    expect(opens(resource('http://h/v?/x'), 'http://h/v10/x')).toBe(false)
    expect(opens(resource('http://h/a'), 'http://h/a/b')).toBe(false)
    expect(opens(resource('http://h/a'), 'xhttp://h/a')).toBe(false)
    expect(opens(resource('*'), 'http://h/anything')).toBe(true)
    expect(opens(resource(''), 'http://h/a')).toBe(false)
  })

  test('takes every other character for itself, so that nothing works as a regular expression', () => {
    expect(opens(resource('http://h.x/a'), 'http://hyx/a')).toBe(false)
    expect(opens(resource('http://h/(a|b)+'), 'http://h/a')).toBe(false)
    expect(opens(resource('http://h/[a-z]'), 'http://h/b')).toBe(false)
    expect(opens(resource('http://h/a$|^.*'), 'http://h/secret')).toBe(false)
    expect(opens(resource('http://h/\\d'), 'http://h/1')).toBe(false)
    fc.assert(fc.property(fc.string(), (text) => opens(resource(`http://h/${text}`), `http://h/${text}`)), { numRuns: 60 })
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, url) => pattern === url || /[*?]/.test(pattern) || !opens(resource(pattern), url)),
      { numRuns: 60 },
    )
  })

  test('with many wildcards is judged at once', () => {
    const started = performance.now()
    expect(opens(resource(`http://h/${'*'.repeat(500)}x`), `http://h/${'a'.repeat(2_000)}`)).toBe(false)
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('may say when it begins', () => {
    const begins = { DateGreaterThan: { 'AWS:EpochTime': now.getTime() / 1000 } }
    const grant = signed(policyText([{ Resource: `${song}/*`, Condition: { ...until(later), ...begins } }]))
    expect(opens(grant, `${song}/x`, now)).toBe(false)
    expect(opens(grant, `${song}/x`, new Date(now.getTime() + 1))).toBe(true)
  })

  const address = { IpAddress: { 'AWS:SourceIp': '10.0.0.0/8' } }
  const one = { Resource: `${song}/*`, Condition: until(later) }
  test.each([
    ['no statement', policyText([])],
    ['two statements', policyText([one, one])],
    ['a condition that we cannot keep', policyText([{ ...one, Condition: { ...until(later), ...address } }])],
    ['no end', policyText([{ ...one, Condition: {} }])],
    ['an end that is no number', policyText([{ ...one, Condition: { DateLessThan: { 'AWS:EpochTime': '9999999999' } } }])],
    ['no resource', policyText([{ Condition: until(later) }])],
    ['no JSON', 'policy'],
    ['another JSON', 'null'],
  ])('with %s grants nothing, though it is signed', (_, policy) => {
    expect(opens(signed(policy), `${song}/x`)).toBe(false)
  })
})

test('the signer and the verifier are strict about their keys', () => {
  expect(() => createGrantSigner({ key_pair_id: 'K1', private_key_pem: 'no key' })).toThrow()
  expect(() => createGrantSigner({ key_pair_id: 'K1', private_key_pem: keys.public_key_pem })).toThrow()
  expect(() => createGrantSigner({ key_pair_id: 'a; b', private_key_pem: keys.private_key_pem })).toThrow()
  expect(() => createGrantVerifier({ keys: { K1: 'no key' } })).toThrow()
})

test('a signature is ECDSA over the exact bytes of the policy', () => {
  const bytes = Buffer.from(full.policy.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64')
  expect(JSON.parse(bytes.toString())).toEqual({ Statement: [{ Resource: `${song}/*`, Condition: until(later) }] })
  const own = createSign('sha256').update(bytes).sign(keys.private_key_pem, 'base64')
  const encoded = own.replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
  expect(opens({ ...full, signature: encoded }, `${song}/x`)).toBe(true)
})

describe('cookies', () => {
  test('are four, in CloudFront’s names, for the path of the version', () => {
    const cookies = grantCookies(full, { path: '/artists/a/albums/b/s/v1', secure: false, max_age_s: 900.5 })
    expect(cookies).toEqual([
      `CloudFront-Policy=${full.policy}; Path=/artists/a/albums/b/s/v1; Max-Age=900; HttpOnly; SameSite=Lax`,
      `CloudFront-Signature=${full.signature}; Path=/artists/a/albums/b/s/v1; Max-Age=900; HttpOnly; SameSite=Lax`,
      'CloudFront-Key-Pair-Id=K1; Path=/artists/a/albums/b/s/v1; Max-Age=900; HttpOnly; SameSite=Lax',
      'CloudFront-Hash-Algorithm=SHA256; Path=/artists/a/albums/b/s/v1; Max-Age=900; HttpOnly; SameSite=Lax',
    ])
    expect(opens(full, `${song}/x`)).toBe(verifier.verify({ cookies: cookies.map((c) => c.split(';')[0]).join('; '), url: `${song}/x`, now }))
  })

  test('carry Domain and Secure where they are asked to', () => {
    for (const cookie of grantCookies(full, { path: '/', domain: 'example.test', secure: true, max_age_s: 1 }))
      expect(cookie).toMatch(/; Path=\/; Domain=example\.test; Max-Age=1; HttpOnly; SameSite=Lax; Secure$/)
  })

  test('cannot be broken out of', () => {
    expect(() => grantCookies(full, { path: '/a; Domain=evil.test', secure: false, max_age_s: 1 })).toThrow(RangeError)
    expect(() => grantCookies(full, { path: 'a', secure: false, max_age_s: 1 })).toThrow(RangeError)
    expect(() => grantCookies(full, { path: '/', domain: 'a\r\nb', secure: false, max_age_s: 1 })).toThrow(RangeError)
  })
})

function policyText(statements: readonly unknown[]): string {
  return JSON.stringify({ Statement: statements })
}

function until(end: Date) {
  return { DateLessThan: { 'AWS:EpochTime': end.getTime() / 1000 } }
}
