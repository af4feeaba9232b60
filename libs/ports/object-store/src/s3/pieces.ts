import { Buffer } from 'node:buffer'

/** The bytes of a stream in pieces of `size`, the last one shorter; one empty piece where there are none. Holds one piece at a time. */
export async function* pieces(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void> {
  let gathered: Uint8Array[] = []
  let length = 0
  let isEmpty = true
  for await (const chunk of body) {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.subarray(0, size - length)
      gathered.push(taken)
      length += taken.length
      rest = rest.subarray(taken.length)
      if (length < size) continue
      isEmpty = false
      yield Buffer.concat(gathered, length)
      gathered = []
      length = 0
    }
  }
  if (length > 0 || isEmpty) yield Buffer.concat(gathered, length)
}
