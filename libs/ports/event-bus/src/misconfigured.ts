/** What waiting can't cure: a wrong password, a virtual host or database that isn't there, a queue declared otherwise. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}
