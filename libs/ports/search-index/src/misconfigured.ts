/** What waiting can't cure: wrong credentials, a wrong address, an index that another release made. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}
