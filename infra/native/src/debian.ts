import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'

/** Where Debian's maintainer scripts ask whether they may start a service. */
const policy = '/usr/sbin/policy-rc.d'

/**
 * Installs Debian packages when one of the files that they bring is missing. Their services are not started: the stack starts
 * its own. Without root it throws an error with the command to run.
 */
export function ensurePackages(packages: Readonly<Record<string, string>>, onProgress: (line: string) => void = () => {}): void {
  const missing = Object.entries(packages).filter(([, file]) => !existsSync(file)).map(([name]) => name)
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (process.getuid?.() !== 0) throw new Error(`Missing: ${missing.join(', ')}. Install them once, as root: ${command.join(' ')}`)
  onProgress(`Installing ${missing.join(', ')} …`)
  const isOurs = !existsSync(policy)
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    run(['apt-get', 'update', '-qq'])
    run(command)
  } finally {
    if (isOurs) rmSync(policy, { force: true })
  }
  const still = Object.entries(packages).find(([, file]) => !existsSync(file))
  if (still) throw new Error(`The package ${still[0]} did not bring ${still[1]}`)
}

function run([command = '', ...args]: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${`${stdout ?? ''}${stderr ?? ''}`.trimEnd().split('\n').slice(-15).join('\n')}`)
}
