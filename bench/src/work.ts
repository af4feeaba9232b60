import type { Figure } from './figure.ts'

/** One kind of work, measured against its limit. */
export interface Work {
  /** Says in a word or two what is under way. */
  readonly title: string
  /** Takes so long that it is measured only when it is named. */
  readonly isExtra?: true
  /** Why it can't be measured on this machine; null when it can. */
  readonly skipped?: () => string | null
  /** `say` tells of what takes long before anything is measured. */
  readonly measure: (say: (line: string) => void) => Promise<readonly Figure[]>
}
