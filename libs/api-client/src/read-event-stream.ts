export interface ServerSentEvent {
  /** The last id that the stream gave, '' before the first: what to resume from with `Last-Event-ID`. */
  readonly id: string
  readonly event: string
  readonly data: string
}

/**
 * The server-sent events of an answer, as the WHATWG reads them (HTML § 9.2.6): unlike `EventSource` it takes any request,
 * so also one with an `Authorization` header. Ends with the stream; an event that the stream did not finish is dropped.
 * Leaving the loop cancels the answer; aborting throws the signal's reason.
 */
export async function* readEventStream({ body }: Pick<Response, 'body'>, signal?: AbortSignal): AsyncGenerator<ServerSentEvent, void, undefined> {
  if (body === null) return
  const reader = body.getReader()
  const stop = () => void reader.cancel(signal?.reason).catch(() => {})
  signal?.addEventListener('abort', stop)
  try {
    const decoder = new TextDecoder()
    const parse = eventParser()
    while (true) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return
      yield* parse(decoder.decode(value, { stream: true }))
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}

/** Takes the text of a stream in pieces of any length and gives the events that each completes. */
export function eventParser(): (text: string) => Generator<ServerSentEvent> {
  let rest = ''
  let afterCarriageReturn = false
  let id = ''
  let event = ''
  let data: string[] = []

  function take(line: string): void {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  return function* parse(text) {
    // A CR and the LF behind it are one end of line, even when they come apart.
    const more = afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') afterCarriageReturn = text.endsWith('\r')
    const lines = more.split(/\r\n|\n|\r/)
    lines[0] = rest + (lines[0] ?? '')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line !== '') {
        take(line)
        continue
      }
      const finished = { id, event: event || 'message', data: data.join('\n') }
      const dispatched = data.length > 0
      event = ''
      data = []
      if (dispatched) yield finished
    }
  }
}
