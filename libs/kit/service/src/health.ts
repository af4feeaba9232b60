/** Something a service needs; `ping` rejects while it is out of reach. */
export interface Dependency {
  readonly name: string
  ping(): Promise<void>
}

export interface Readiness {
  readonly ready: boolean
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

/** Asks every dependency, each for at most a second. */
export async function readiness(dependencies: readonly Dependency[]): Promise<Readiness> {
  const states = await Promise.all(dependencies.map(async (dependency) => [dependency.name, (await isUp(dependency)) ? 'up' : 'down'] as const))
  return { ready: states.every(([, state]) => state === 'up'), dependencies: Object.fromEntries(states) }
}
