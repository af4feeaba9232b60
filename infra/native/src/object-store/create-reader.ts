import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

interface Key {
  readonly key: string
  readonly secret: string
}

/** The key that a bucket's policy lets read what the edges serve, and nothing else. */
export const reader = 'segue-edge'

/** Makes the readers' key, once: the store remembers it. Its tool takes the new secret as an argument alone, for a moment. */
export async function createReader(
  program: string,
  { endpoint, root, edge }: { readonly endpoint: string; readonly root: Key; readonly edge: Key },
): Promise<void> {
  const env = { ADMIN_ENDPOINT_URL: endpoint, ADMIN_ACCESS_KEY_ID: root.key, ADMIN_SECRET_ACCESS_KEY: root.secret }
  const admin = (args: readonly string[]) => promisify(execFile)(program, ['admin', ...args], { env })
  const { stdout } = await admin(['list-users'])
  if (new RegExp(`^${edge.key}\\s`, 'm').test(stdout)) return
  await admin(['create-user', '--access', edge.key, '--secret', edge.secret, '--role', 'user'])
}
