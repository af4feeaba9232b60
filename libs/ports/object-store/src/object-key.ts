const segments = /^[A-Za-z0-9._-]{1,255}(?:\/[A-Za-z0-9._-]{1,255})*$/
const dotSegment = /(?:^|\/)\.\.?(?:\/|$)/

/**
 * Promises that `key` names one object in every store: segments of `A–Z a–z 0–9 . _ -` (at most 255 characters each, 1,024 in all)
 * joined by `/`, none of them `.` or `..`. Such a key is the same in a path, in a URL and in a signature, with nothing to encode or decode.
 * @throws RangeError
 */
export function checkKey(key: string): void {
  if (!isKey(key)) throw new RangeError(`Not an object key: ${JSON.stringify(key.slice(0, 100))}`)
}

/** Like `checkKey`, for a directory: a key and a final `/`. */
export function checkPrefix(prefix: string): void {
  if (prefix.endsWith('/') && isKey(prefix.slice(0, -1))) return
  throw new RangeError(`Not a directory of keys: ${JSON.stringify(prefix.slice(0, 100))}`)
}

/** Signed uploads go under `uploads/` and nowhere else, so that no leaked signature can ever write what the edge serves. */
export function checkUploadKey(key: string): void {
  checkKey(key)
  if (!key.startsWith('uploads/')) throw new RangeError(`Signed uploads go under uploads/, not to ${key}`)
}

/** Whether `checkKey` lets it pass. */
export function isKey(key: string): boolean {
  return key.length <= 1024 && segments.test(key) && !dotSegment.test(key)
}
