import { startDatabase } from '@segue/database/embedded'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { explainStartError } from './platform/explain-start-error.ts'
import { openSecrets } from './platform/secrets.ts'
import { serviceEnvironment, writeEnvironmentFile } from './platform/service-environment.ts'
import { loadPlatformSettings } from './platform/settings.ts'
import { untilStopped } from './platform/until-stopped.ts'

/** The embedded PostgreSQL alone, with a database for every service, for working on one of them. */
try {
  const stopped = untilStopped()
  const settings = loadPlatformSettings(process.env)
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 })
  await using database = await startDatabase({ folder: settings.dataDir })
  writeEnvironmentFile(settings.dataDir, await serviceEnvironment(settings, database, openSecrets(settings.dataDir)))
  const file = join(settings.dataDir, 'environment')
  process.stdout.write(`PostgreSQL is ready on port ${database.port}; ${file} has the settings of every service.\n`)
  await stopped
} catch (error) {
  process.stderr.write(`${explainStartError(error, null)}\n`)
  process.exitCode = 1
}
