import { join } from 'node:path'
import { quoted } from './quoted.ts'

/** A link in the cluster's folder to where its log is kept for good. Without it nothing is kept. */
export const archiveLink = (folder: string): string => join(folder, 'archive')

/**
 * What PostgreSQL runs for each finished piece of its log (`archive_command`): compressed, on the disk before it has its name, and never
 * over another one. A piece that is there already with the same content is no error; everything else is, a disk that isn't mounted
 * too, and then PostgreSQL keeps the piece and tries again.
 */
export function archiveCommand(folder: string): string {
  const archive = quoted(archiveLink(folder))
  const kept = `${archive}/%f.gz`
  const keep = `gzip -1 < %p > ${kept}.new && sync ${kept}.new && mv ${kept}.new ${kept} && sync ${archive}/`
  return `[ -L ${archive} ] || exit 0; if [ -e ${kept} ]; then gzip -dc ${kept} | cmp -s - %p; else ${keep}; fi`
}

/** The way back (`restore_command`). */
export function restoreCommand(archive: string): string {
  const kept = `${quoted(archive)}/%f.gz`
  return `[ -e ${kept} ] && gzip -dc ${kept} > %p`
}
