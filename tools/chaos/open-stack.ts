import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@segue/service'
import { freePort, loadStackSettings, startStack, type Stack } from '@segue/tools/platform'

export interface OpenedStack extends AsyncDisposable {
  readonly stack: Stack
  /** Where its logs and data are, until it is disposed. */
  readonly folder: string
}

/** A stack of its own, on loopback, in a folder that goes with it; `changes` to its settings come last. `stopping` ends a start under way. */
export async function openStack(say: (line: string) => void = () => {}, changes: Environment = {}, stopping?: AbortSignal): Promise<OpenedStack> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'segue-chaos-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const any = { SEGUE_INTERNAL_PORT: '0', SEGUE_TLS_PORT: '0', SEGUE_MEDIA_TLS_PORT: '0', SEGUE_STACK_PORT: '0' }
  const doors = { SEGUE_PORT: String(await freePort()), SEGUE_MEDIA_PORT: String(await freePort()) }
  const own = { SEGUE_DATA_DIR: folder, SEGUE_DEMO: 'off', GATEWAY_AUTH_LIMIT_FACTOR: '100' }
  const settings = loadStackSettings({ ...process.env, ...any, ...doors, ...own, ...changes })
  const stack = opening.use(await startStack(settings, say, stopping))
  const all = opening.move()
  return { stack, folder, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
