import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './build/programs.ts'
import { lintCompose } from './check-images/lint-compose.ts'
import { lintDockerfile } from './check-images/lint-dockerfile.ts'
import { lintSettings } from './check-images/lint-settings.ts'
import { readCompose, readEnvFile } from './check-images/read-compose.ts'

/** `node tools/src/check-images.ts`: what is wrong with the Dockerfiles, docker-compose.yml and .env.example, without an engine. */
const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const text = read('docker-compose.yml')
const example = readEnvFile(read('.env.example'))
const compose = readCompose(text)
const problems = [
  ...globSync('infra/docker/*Dockerfile', { cwd: repository }).toSorted().flatMap((path) => lintDockerfile(read(path)).map((problem) => `${path}: ${problem}`)),
  ...[...lintCompose(compose, text, example), ...lintSettings(compose, example)].map((problem) => `docker-compose.yml: ${problem}`),
]
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
