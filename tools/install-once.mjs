// Runs on whatever Node is there, before anything is installed: `npm ci` only when what lies in node_modules is not what the lock file says.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'

const oldest = 20
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < oldest) {
  console.error(`Segue needs Node ${oldest} or newer to install itself; this is Node ${process.versions.node}.`)
  process.exit(1)
}

const stamp = 'node_modules/.segue-installed'
// npm writes this one last, whoever called it.
const installedByNpm = 'node_modules/.package-lock.json'
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
const isInstalled = existsSync(stamp)
  ? readFileSync(stamp, 'utf8') === wanted
  : existsSync(installedByNpm) && statSync(installedByNpm).mtimeMs >= statSync('package-lock.json').mtimeMs
if (!isInstalled) {
  console.log('Installing the dependencies (once, and after each change of package-lock.json) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
try {
  writeFileSync(stamp, wanted)
} catch (error) {
  // Installed by another user, who alone may write there: then it is asked again next time.
  if (!['EACCES', 'EROFS'].includes(error.code)) throw error
}
