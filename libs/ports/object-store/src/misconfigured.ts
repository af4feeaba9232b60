/** What waiting can't cure: a wrong URL, key, bucket or region. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}
