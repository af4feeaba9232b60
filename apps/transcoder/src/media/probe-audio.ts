import { dirname } from 'node:path'
import { childEntries } from './child-entries.ts'
import type { AudioFacts } from './read-facts.ts'
import { Refusal, type RejectionCode } from './rejection.ts'
import { confinedNode } from './confined-node.ts'
import { runProcess } from './run-process.ts'

export type ProbeAnswer =
  | { ok: true; facts: AudioFacts; has_image: boolean }
  | { ok: false; code: RejectionCode; detail: string }

const probe_timeout_ms = 10_000
const probe_heap_mb = 256

/**
 * Has a file's facts read in a confined process, so that no file can take memory, time or the event loop from the service.
 * The embedded cover, if any, is left at `image`. Throws {@link Refusal}.
 */
export async function probeAudio(input: string, image: string, signal: AbortSignal): Promise<{ facts: AudioFacts; has_image: boolean }> {
  const work_dir = dirname(image)
  const command = confinedNode(childEntries.probe, [input, image], { read: [input], write: [work_dir], heap_mb: probe_heap_mb })
  const run = await runProcess(command, { cwd: work_dir, timeout_ms: probe_timeout_ms, signal })
  // A file that exhausts the probe's time or memory is to blame for it; a probe that could not run is not the file's fault.
  if (run.exit !== 'finished') throw new Refusal(run.exit === 'failed' ? 'processing_failed' : 'corrupt_audio', `probe ${run.exit}: ${run.log.slice(-500)}`)
  const answer: ProbeAnswer = JSON.parse(run.output)
  if (!answer.ok) throw new Refusal(answer.code, answer.detail)
  return answer
}
