import { setTimeout as delay } from 'node:timers/promises'
import type { Proxied } from '@segue/native'
import { serviceNames, type ServiceName } from './service-names.ts'
import { isBalanced } from './stack-addresses.ts'
import type { Stack } from './start-stack.ts'

const patience_ms = 30_000
/** An event stream goes on for minutes; it is cut off, and its client comes back. */
const longest_answer_ms = 10_000

const isProxied = (name: ServiceName): name is Proxied => name !== 'transcoder'

/**
 * Ends and starts each process of the stack, one at a time, without a request being lost: it is taken out of HAProxy, ends what it
 * has, ends, and is put back once it answers. Of a service with one process a second one stands in meanwhile. `onProgress` hears of
 * each process that is back.
 */
export async function rollingRestart(stack: Stack, onProgress: (line: string) => void = () => {}): Promise<void> {
  for (const name of serviceNames) {
    if (!isProxied(name)) await stack.fleet.member(name).restart()
    else if (isBalanced(name)) for (const place of [0, 1]) await restart(stack, name, place)
    else await restartBehindSpare(stack, name)
    onProgress(`${name} is back`)
  }
}

async function restart({ fleet, haproxy }: Stack, name: Proxied, place: number): Promise<void> {
  await takeOut(haproxy, name, place)
  await fleet.member(name, place).restart()
  await putBack(haproxy, name, place)
}

async function restartBehindSpare(stack: Stack, name: Proxied): Promise<void> {
  const { haproxy } = stack
  await using _spare = await stack.addSpare(name)
  await putBack(haproxy, name, 1)
  await restart(stack, name, 0)
  await takeOut(haproxy, name, 1)
}

/** Nothing new, then until what it has is answered. */
async function takeOut({ setState, statsOf }: Stack['haproxy'], name: Proxied, place: number): Promise<void> {
  await setState(name, place, 'drain')
  const until = Date.now() + longest_answer_ms
  while (Number((await statsOf(name, place))['scur']) > 0 && Date.now() < until) await delay(50)
}

async function putBack({ setState, statsOf }: Stack['haproxy'], name: Proxied, place: number): Promise<void> {
  await setState(name, place, 'ready')
  for (const until = Date.now() + patience_ms; ; await delay(50)) {
    const { status = '' } = await statsOf(name, place)
    if (status === 'UP') return
    if (Date.now() > until) throw new Error(`HAProxy does not see ${name}-${place + 1} within ${patience_ms / 1000} s: ${status}`)
  }
}
