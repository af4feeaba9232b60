import type { Stack } from '@segue/tools/platform'
import type { Finding } from './finding.ts'

/** A bad day, played on a stack that runs; it leaves the stack well again. */
export interface Scenario {
  readonly title: string
  play(stack: Stack, say: (line: string) => void): Promise<readonly Finding[]>
}
