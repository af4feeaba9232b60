import type { Environment } from '@segue/service'
import { runInForeground } from './run-in-foreground.ts'
import { loadStackSettings } from './stack-settings.ts'
import { startStack } from './start-stack.ts'

/** The distributed profile in the foreground, as `npm run stack` runs it. */
export const runStack = (environment: Environment): Promise<void> => runInForeground(environment, loadStackSettings, startStack)
