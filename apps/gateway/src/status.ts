import type { getStatus, ReplyOf } from '@segue/contracts'

type Status = ReplyOf<typeof getStatus>
type Condition = Status['status']

const kept_ms = 1_000
const patience_ms = 1_500

/** Asks each service whether it is ready, at most once a second however many ask us. */
export function statusOf(services: Readonly<Record<string, string>>): () => Promise<Status> {
  let asked_at = -Infinity
  let answer: Promise<Status> | null = null
  return () => {
    if (answer === null || performance.now() - asked_at > kept_ms) {
      asked_at = performance.now()
      answer = askAll(services)
    }
    return answer
  }
}

async function askAll(services: Readonly<Record<string, string>>): Promise<Status> {
  const conditions = await Promise.all(Object.entries(services).map(async ([name, url]) => [name, await ask(url)] as const))
  const all = conditions.map(([, condition]) => condition)
  const status = all.every((condition) => condition === 'up') ? 'up' : all.every((condition) => condition === 'down') ? 'down' : 'degraded'
  return { status, services: Object.fromEntries(conditions) }
}

/** Answers but misses something that it needs, or could use: degraded. */
async function ask(url: string): Promise<Condition> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience_ms) })
    const state: { readonly degraded?: boolean } = await response.json()
    return response.ok && state.degraded !== true ? 'up' : 'degraded'
  } catch {
    return 'down'
  }
}
