import { fileURLToPath } from 'node:url'
import { freePort } from '@segue/tools/platform'
import { startChild, type Child } from './start-child.ts'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

export interface Platform extends Child {
  readonly publicUrl: string
}

/** The settings of a platform on ports of its own, without the demonstration. */
export async function platformEnvironment(dataDir: string): Promise<Record<string, string | undefined>> {
  const [port, mediaPort, internalPort] = [await freePort(), await freePort(), await freePort()]
  return {
    ...process.env,
    SEGUE_PORT: String(port),
    SEGUE_MEDIA_PORT: String(mediaPort),
    SEGUE_INTERNAL_PORT: String(internalPort),
    SEGUE_DATA_DIR: dataDir,
    SEGUE_DEMO: 'off',
    CATALOG_CHART_REFRESH_S: '1',
  }
}

/** The whole product in one process with its database below it, as `npm start` runs it. */
export async function startPlatform(dataDir: string, extra: Readonly<Record<string, string>> = {}): Promise<Platform> {
  const env = { ...(await platformEnvironment(dataDir)), ...extra }
  const child = await startChild({ args: ['tools/src/start.ts'], cwd: repository, env, ready: /^Segue is ready at / })
  return { ...child, publicUrl: child.announced.replace('Segue is ready at ', '') }
}
