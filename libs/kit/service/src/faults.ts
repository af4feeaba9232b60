import { isUnreachable } from './is-unreachable.ts'
import type { Logger } from './log.ts'
import { faults } from './metrics.ts'
import { release } from './release.ts'

/** More groups than this in one process are told as `other`: a label must stay small. */
const most_groups = 200
const groups = new Set<string>()

export interface FaultPlace {
  readonly service: string
  /** The operation, or `background` or `process`. */
  readonly operation: string
  readonly request_id?: string
  readonly trace_id?: string | undefined
}

/** Counts an error that nobody foresaw and logs it in one line; the first of its group with the whole stack. */
export function reportFault(log: Pick<Logger, 'error'>, error: unknown, { service, operation, ...ids }: FaultPlace): void {
  const found = groupOf(error)
  const isFirst = !groups.has(found)
  const group = isFirst && groups.size >= most_groups ? 'other' : found
  if (group !== 'other') groups.add(group)
  faults.inc({ service, operation, group })
  log.error({ err: isFirst ? error : withoutStack(error), operation, group, release: release(), ...ids }, 'fault')
}

/** What relays, reactions and timers tell their failures: what doesn't answer is a warning, the rest are faults. */
export const backgroundFaults =
  ({ service, log }: { readonly service: string; readonly log: Pick<Logger, 'error' | 'warn'> }) =>
  (error: unknown): void => {
    if (isUnreachable(error)) log.warn({ err: error }, 'background work failed, going on')
    else reportFault(log, error, { service, operation: 'background' })
  }

/**
 * The same for errors with the same cause, release after release: the name, the code, and the first frame of our own, as function and
 * file. Without the message, which has ids in it, and without the line, which moves.
 */
export function groupOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frame = ownFrame(error.stack ?? '')
  return `${error.name}${code}${frame === null ? '' : ` at ${frame}`}`.slice(0, 200)
}

const line = /^\s+at (?:async )?(?:(?<name>.+?) \()?(?:file:\/\/)?(?<file>\/[^()]*?):(?<line>\d+):\d+\)?$/

function ownFrame(stack: string): string | null {
  for (const text of stack.split('\n')) {
    const { name, file, line: at } = line.exec(text)?.groups ?? {}
    if (file === undefined || file.includes('/node_modules/')) continue
    const place = file.replace(/^.*\/(?=(apps|libs|tools)\/)/, '')
    return name === undefined || name === '<anonymous>' ? `${place}:${at}` : `${name} (${place})`
  }
  return null
}

function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message } = error
  return { name, message, ...('code' in error ? { code: error.code } : {}) }
}
