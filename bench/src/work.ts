import type { Figure } from './figure.ts'

/** One kind of work, measured against its limit. */
export interface Work {
  /** Says in a word or two what is under way. */
  readonly title: string
  /** Why it can't be measured on this machine; null when it can. */
  readonly skipped?: () => string | null
  readonly measure: () => Promise<readonly Figure[]>
}
