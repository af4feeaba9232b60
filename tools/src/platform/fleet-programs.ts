import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from './service-names.ts'

const apps = fileURLToPath(new URL('../../../apps', import.meta.url))

/** What Node is started with, and where. */
export interface FleetProgram {
  readonly cwd: string
  readonly args: readonly string[]
}

/** What the process of a service at a place, counted from 0, is started from. */
export type ProgramOf = (service: ServiceName, place: number) => FleetProgram

/** The sources of this repository. */
export const fromSources: ProgramOf = (service) => ({ cwd: join(apps, service), args: ['src/main.ts'] })

/** A folder of bundles, as `npm run build` makes them. */
export const fromBundles = (folder: string): ProgramOf => (service) => ({ cwd: join(folder, service), args: ['main.js'] })
