import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '@segue/tools/platform'

const program = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path))

export const hasNginx = program !== undefined

export interface Nginx extends AsyncDisposable {
  readonly url: string
  readonly pid: number
}

const configuration = (folder: string, port: number) => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; keepalive_requests 10000000;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c; uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  types { video/iso.segment m4s; }
  server { listen 127.0.0.1:${port}; root ${folder}/www; }
}`

/** nginx with one worker over these files, tuned as for static files: sendfile, open files kept, no log. */
export async function startNginx(folder: string, files: Readonly<Record<string, Buffer>>): Promise<Nginx> {
  if (program === undefined) throw new Error('There is no nginx')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await mkdir(join(folder, 'www'), { recursive: true })
  // Started by root, its worker is another user.
  await chmod(folder, 0o755)
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, 'www', name), bytes)
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port))
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
  }
  for (let patience = 100; !(await answers(url)); patience--) {
    if (patience === 0 || child.exitCode !== null) {
      await stop()
      throw new Error(`nginx did not start: ${readFileSync(join(folder, 'error.log'), 'utf8')}`)
    }
    await pause(50)
  }
  return { url, pid: child.pid ?? Number.NaN, [Symbol.asyncDispose]: stop }
}

const answers = (url: string): Promise<boolean> => fetch(url).then(() => true, () => false)
