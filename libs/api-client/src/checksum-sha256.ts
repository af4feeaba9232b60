/** A browser hides WebCrypto from pages that came over plain http, but for localhost: better said before an upload than met in it. */
export function requireWebCrypto(): void {
  if (!('subtle' in crypto)) throw new Error('Uploads need WebCrypto, which a browser offers under https and on localhost alone')
}

/** SHA-256 in base64, as the object store checks it. */
export async function checksumSha256(bytes: ArrayBuffer): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))))
}
