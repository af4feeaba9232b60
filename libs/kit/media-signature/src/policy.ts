import type { Buffer } from 'node:buffer'

/** What a policy grants, ready to be asked. */
export interface Policy {
  covers(url: string): boolean
  isInForce(now: Date): boolean
}

/**
 * Reads a policy whose signature is known to be good. Exactly one statement, one resource and conditions that we keep: a condition that we
 * don't know (an address, say) is one that we couldn't enforce, so such a policy is null and grants nothing.
 */
export function readPolicy(bytes: Buffer): Policy | null {
  const policy = parse(bytes)
  if (!isRecord(policy) || !Array.isArray(policy['Statement']) || policy['Statement'].length !== 1) return null
  const statement: unknown = policy['Statement'][0]
  if (!isRecord(statement) || typeof statement['Resource'] !== 'string' || !isRecord(statement['Condition'])) return null
  const { DateLessThan, DateGreaterThan, ...unknown } = statement['Condition']
  const ends = epochTime(DateLessThan)
  const begins = DateGreaterThan === undefined ? -Infinity : epochTime(DateGreaterThan)
  if (ends === null || begins === null || Object.keys(unknown).length > 0) return null
  const pattern = wildcard(statement['Resource'])
  return {
    covers: (url) => pattern.test(url),
    isInForce: (now) => now.getTime() < ends * 1000 && now.getTime() > begins * 1000,
  }
}

/** `*` stands for any characters and `?` for exactly one; everything else for itself. */
function wildcard(resource: string): RegExp {
  const source = resource.split(/([*?])/).map((part) => (part === '*' ? '.*' : part === '?' ? '.' : RegExp.escape(part)))
  return new RegExp(`^${source.join('').replaceAll(/(\.\*)+/g, '.*')}$`, 's')
}

function epochTime(condition: unknown): number | null {
  const time = isRecord(condition) ? condition['AWS:EpochTime'] : undefined
  return typeof time === 'number' && Number.isFinite(time) ? time : null
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
