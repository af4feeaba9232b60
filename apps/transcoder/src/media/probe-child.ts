import { writeFileSync } from 'node:fs'
import { readFacts } from './read-facts.ts'
import { Refusal } from './rejection.ts'

const max_image_bytes = 10 * 1024 * 1024

/** `node probe-child.ts <audio> <image>`: prints a {@link ProbeAnswer}, and leaves the embedded cover in the second file. */
const [audio = '', image_path = ''] = process.argv.slice(2)
try {
  const { facts, image } = await readFacts(audio)
  const has_image = image !== undefined && image.length <= max_image_bytes
  if (has_image) writeFileSync(image_path, image)
  process.stdout.write(JSON.stringify({ ok: true, facts, has_image }))
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stdout.write(JSON.stringify({ ok: false, code: error.code, detail: error.message }))
}
