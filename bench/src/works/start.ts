import { join } from 'node:path'
import type { Figure } from '../figure.ts'
import { median } from '../measure/median.ts'
import { startChild } from '../run/start-child.ts'
import { platformEnvironment, repository } from '../run/start-platform.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const rounds = 3
const limit_s = 5

/** `npm start` until it says that Segue is ready, on a data folder of its own: the first start, and one after that. */
export const start: Work = { title: 'npm start until ready', measure }

async function measure(): Promise<readonly Figure[]> {
  const fresh: number[] = []
  const again: number[] = []
  for (let round = -1; round < rounds; round++) {
    await using folder = await temporaryFolder()
    const dataDir = join(folder.path, 'data')
    const [first, second] = [await secondsUntilReady(dataDir), await secondsUntilReady(dataDir)]
    // The first of all may have to build the web app.
    if (round < 0) continue
    fresh.push(first)
    again.push(second)
  }
  return [
    { what: 'npm start until ready, first start', unit: 's', ours: median(fresh), limit: limit_s, goal: { most: 1 } },
    { what: 'npm start until ready, data at hand', unit: 's', ours: median(again), limit: limit_s, goal: { most: 1 } },
  ]
}

/** Without `prestart`, which would install: whether anything is missing is not what is measured. */
async function secondsUntilReady(dataDir: string): Promise<number> {
  const env = await platformEnvironment(dataDir)
  const began = performance.now()
  await using _npm = await startChild({ command: 'npm', args: ['start', '--ignore-scripts'], cwd: repository, env, ready: /^Segue is ready at / })
  return (performance.now() - began) / 1000
}
