import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheFolder } from '@segue/native'

const isInstaller = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
const isOnPath = (tool: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)))
const isBuilt = (prefix: string): boolean => readdirSync(cacheFolder()).some((name) => name.startsWith(prefix) && !name.endsWith('.lock'))

const fromDebian = (program: string) => () => existsSync(program) || isInstaller
const builtWith = (prefix: string, ...tools: readonly string[]) => () => isBuilt(prefix) || tools.every(isOnPath)

/** Whether each is there or will install itself at its first start. */
const canBeHad = {
  PostgreSQL: fromDebian('/usr/lib/postgresql/15/bin/postgres'),
  RabbitMQ: fromDebian('/usr/lib/rabbitmq/bin/rabbitmq-server'),
  Redis: fromDebian('/usr/bin/redis-server'),
  HAProxy: fromDebian('/usr/sbin/haproxy'),
  nginx: fromDebian('/usr/sbin/nginx'),
  OpenSearch: builtWith('opensearch-', 'mvn', 'python3'),
  versitygw: builtWith('versitygw-', 'go'),
} as const

export type PartName = keyof typeof canBeHad

/** Which of these real servers can't be had on this machine; null when none is missing. */
export function missingPart(...names: readonly PartName[]): string | null {
  const missing = names.filter((name) => !canBeHad[name]())
  return missing.length === 0 ? null : `it needs ${missing.join(', ')}, see infra/native/README.md`
}
