export interface StreamEvent {
  readonly id: number
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Reads an event stream as a `fetch` client does, until it ends or `enough` says so. */
export async function readStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  enough: (events: readonly StreamEvent[]) => boolean = () => false,
): Promise<readonly StreamEvent[]> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers, signal: leaving.signal })
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status} ${await response.text()}`)
  const events: StreamEvent[] = []
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    events.push(...blocks.flatMap(parse))
    if (enough(events)) {
      leaving.abort()
      break
    }
  }
  return events
}

function parse(block: string): StreamEvent[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const [id, type, data] = [field('id'), field('event'), field('data')]
  return id === undefined || type === undefined || data === undefined ? [] : [{ id: Number(id), type, data: JSON.parse(data) }]
}
