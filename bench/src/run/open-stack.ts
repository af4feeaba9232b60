import { freePort, loadStackSettings, startStack, type Stack } from '@segue/tools/platform'

/** The distributed profile on ports of its own, without the demonstration, its data below `dataDir`. */
export async function openStack(dataDir: string, say: (line: string) => void): Promise<Stack> {
  const any = { SEGUE_INTERNAL_PORT: '0', SEGUE_TLS_PORT: '0', SEGUE_MEDIA_TLS_PORT: '0', SEGUE_STACK_PORT: '0' }
  const doors = { SEGUE_PORT: String(await freePort()), SEGUE_MEDIA_PORT: String(await freePort()) }
  // One listener asks for everything: on a fast machine more often than an account may.
  const limits = { GATEWAY_READS_PER_MINUTE: '60000000' }
  return startStack(loadStackSettings({ ...process.env, ...any, ...doors, ...limits, SEGUE_DATA_DIR: dataDir, SEGUE_DEMO: 'off' }), say)
}
