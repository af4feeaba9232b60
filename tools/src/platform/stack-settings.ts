import { settings, type Environment } from '@segue/service'
import { Type } from 'typebox'
import { problemsOf } from './service-problems.ts'
import { loadPlatformSettings, type PlatformSettings } from './settings.ts'

const port = (fallback: number, description: string) => Type.Integer({ minimum: 0, maximum: 65_535, default: fallback, description })

/** What `npm run stack` takes beside the settings of the product. */
export const stackSettings = settings('SEGUE', {
  tlsPort: port(4443, 'Public door by TLS'),
  mediaTlsPort: port(4444, 'Media edge by TLS'),
  stackPort: port(4100, 'First of the loopback ports in a row on which parts and services listen; 0 for any that are free'),
})

export interface StackSettings extends PlatformSettings {
  readonly tlsPort: number
  readonly mediaTlsPort: number
  readonly stackPort: number
}

/** The platform's settings and the stack's, with a data folder of its own. Throws one error that names every problem at once. */
export function loadStackSettings(environment: Environment): StackSettings {
  const all = { SEGUE_DATA_DIR: '.segue-stack', ...environment }
  const problems = [...problemsOf(() => loadPlatformSettings(all)), ...problemsOf(() => stackSettings.load(all))]
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return { ...loadPlatformSettings(all), ...stackSettings.load(all) }
}
