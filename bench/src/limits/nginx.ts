import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startPart, type Part } from '@segue/native'

const program = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path))

export const hasNginx = program !== undefined

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
export async function startNginx(folder: string, files: Readonly<Record<string, Buffer>>): Promise<Part> {
  if (program === undefined) throw new Error('There is no nginx')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await mkdir(join(folder, 'www'), { recursive: true })
  // Started by root, its worker is another user.
  await chmod(folder, 0o755)
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, 'www', name), bytes)
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port))
  const isReady = async () => (await fetch(url, { signal: AbortSignal.timeout(1_000) })).status > 0
  return startPart({ name: 'nginx', url, command: program, args: ['-c', join(folder, 'nginx.conf'), '-p', folder], logFile: join(folder, 'error.log'), isReady, stopWithin_ms: 5_000 })
}
