import type { Environment } from '@segue/service'
import { runInForeground } from './run-in-foreground.ts'
import { loadPlatformSettings } from './settings.ts'
import { startPlatform } from './start-platform.ts'

/** The platform in the foreground, as `npm start` runs it. */
export const runPlatform = (environment: Environment): Promise<void> => runInForeground(environment, loadPlatformSettings, startPlatform)
