/** Something a service needs; `ping` rejects while it is out of reach. */
export interface Dependency {
  readonly name: string
  /** False where the service serves without it, if less: taking it out of rotation would only make things worse. Default true. */
  readonly required?: boolean
  ping(): Promise<void>
}

export interface Readiness {
  readonly ready: boolean
  /** Ready, but something that it can do without for a while is down. */
  readonly degraded?: true
  readonly dependencies: Readonly<Record<string, 'up' | 'down'>>
}

const deadline_ms = 1_000

async function isUp({ ping }: Dependency): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, deadline_ms, false)))
  const up = await Promise.race([ping().then(() => true, () => false), late])
  clearTimeout(timer)
  return up
}

/** Asks every dependency, each for at most a second. Ready when all that are required are up. */
export async function readiness(dependencies: readonly Dependency[]): Promise<Readiness> {
  const states = await Promise.all(
    dependencies.map(async (dependency) => ({ ...dependency, state: (await isUp(dependency)) ? ('up' as const) : ('down' as const) })),
  )
  const down = states.filter(({ state }) => state === 'down')
  const ready = down.every(({ required = true }) => !required)
  return {
    ready,
    ...(ready && down.length > 0 ? { degraded: true } : {}),
    dependencies: Object.fromEntries(states.map(({ name, state }) => [name, state])),
  }
}
