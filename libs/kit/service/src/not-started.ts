/** A service can't start as it is configured. The message is one line that begins with the setting and keeps its secrets. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'

  constructor(setting: string, cause: unknown) {
    super(`${setting}: ${reasonOf(cause)}`, { cause })
  }
}

/** What went wrong, without what stands before the @ of a URL. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Connecting to a name with several addresses fails with one error for each, and no words of its own.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  // A port that calls it misconfigured has said all that there is to say.
  const cause = inner instanceof Error && error.name !== 'Misconfigured' ? reasonOf(inner) : ''
  const words = [error.message, error.message.includes(cause) ? '' : cause].filter((text) => text !== '')
  return (words.length === 0 ? error.name : words.join(': ')).replaceAll(/\/\/[^@/\s]*@/g, '//').replaceAll(/\s*\n\s*/g, ' ')
}
