/** What waiting can't cure: the URL leads to something that will not do as it is. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}
