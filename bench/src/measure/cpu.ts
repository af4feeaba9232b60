import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** USER_HZ, the unit of /proc: 100 on every Linux that Node runs on. */
const ticks_per_s = 100

interface Usage {
  readonly pid: number
  readonly parent: number
  readonly own_ticks: number
  /** Of children that ended and were waited for. */
  readonly ended_ticks: number
}

/**
 * CPU seconds, user and system, that these processes and all below them used so far, with those of children that ended.
 * Take it twice and subtract. NaN where there is no /proc.
 */
export function cpuSeconds(pids: readonly number[]): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap(usageOf)
  const wanted = new Set(pids)
  // Parents are not always listed before their children.
  for (let found = 0; found !== wanted.size; ) {
    found = wanted.size
    for (const { pid, parent } of all) if (wanted.has(parent)) wanted.add(pid)
  }
  return all.reduce((sum, { pid, own_ticks, ended_ticks }) => (wanted.has(pid) ? sum + own_ticks + ended_ticks : sum), 0) / ticks_per_s
}

/** CPU seconds of the children of this process that ended, with those of theirs. NaN where there is no /proc. */
export function endedChildrenCpuSeconds(): number {
  const [self] = usageOf('self')
  return self === undefined ? Number.NaN : self.ended_ticks / ticks_per_s
}

/** Nothing for a process that ended meanwhile. See proc_pid_stat(5); the name may hold spaces and brackets. */
function usageOf(name: string): readonly Usage[] {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number)
    const [utime = 0, stime = 0, ended_utime = 0, ended_stime = 0] = fields.slice(11, 15)
    return [{ pid: Number(name), parent: fields[1] ?? 0, own_ticks: utime + stime, ended_ticks: ended_utime + ended_stime }]
  } catch {
    return []
  }
}
