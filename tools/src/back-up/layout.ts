import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mark } from '@segue/native'

/** Where things are in the folder of back-ups. */
export const layout = (root: string) => ({
  lock: join(root, 'lock'),
  archive: join(root, 'archive'),
  objects: join(root, 'objects'),
  gone: join(root, 'objects-gone.json'),
  copy: (name: string) => join(root, 'copies', name),
  copies: join(root, 'copies'),
})

/** Of the installation's folder, what can't be made anew: keys, the certificate, the demonstration's accounts. */
export const keepsakes = ['keys', 'demo', 'haproxy/certificate.pem']
/** The same of its parts' folder. */
export const partsKeepsakes = ['object-store/secret', 'object-store/reader-secret']

/** The copies that are whole, the oldest first. */
export function marksIn(root: string): readonly Mark[] {
  const { copies, copy } = layout(root)
  if (!existsSync(copies)) return []
  const whole = readdirSync(copies).filter((name) => existsSync(join(copy(name), 'mark.json')) && !name.endsWith('.half'))
  return whole.toSorted().map((name): Mark => JSON.parse(readFileSync(join(copy(name), 'mark.json'), 'utf8')))
}
