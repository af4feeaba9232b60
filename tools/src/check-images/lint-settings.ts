import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as catalog from '@segue/catalog'
import * as edge from '@segue/edge'
import * as gateway from '@segue/gateway'
import * as playbackAuth from '@segue/playback-auth'
import * as playlist from '@segue/playlist'
import * as search from '@segue/search'
import * as transcoder from '@segue/transcoder'
import * as user from '@segue/user'
import { problemsOf } from '../platform/service-problems.ts'
import { programs, repository } from '../build/programs.ts'
import { interpolated, type Compose } from './read-compose.ts'

const configs = Object.entries({ catalog, edge, gateway, 'playback-auth': playbackAuth, playlist, search, transcoder, user })
const fromFile = /_FROM_FILE$/

/**
 * What our services would not start with: settings that are missing or wrong for each, by its own schema and with the values
 * of the example; an app that no service runs; a file that is mounted and not there.
 */
export function lintSettings(compose: Compose, example: Readonly<Record<string, string>>): readonly string[] {
  const services = Object.entries(compose.services)
  const settings = configs.flatMap(([app, { config }]) =>
    services.filter(([, { build }]) => build?.args?.['APP'] === app).flatMap(([name, { environment = {} }]) => {
      const env = Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable.replace(fromFile, ''), fromFile.test(variable) ? '(from a file)' : interpolated(String(value), example)]))
      return problemsOf(() => config.load(env)).map((problem) => `${name}: ${problem}`)
    }),
  )
  const built = new Set(services.map(([, { build }]) => build?.args?.['APP']))
  const missing = programs().filter(({ name }) => !built.has(name)).map(({ name }) => `no service runs ${name}`)
  const files = services.flatMap(([name, { volumes = [] }]) => volumes.map((mount) => mount.split(':')[0] ?? '').filter((path) => path.startsWith('.') && !existsSync(join(repository, path))).map((path) => `${name}: ${path} is not there`))
  return [...settings, ...missing, ...files]
}
