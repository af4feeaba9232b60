import { expect, test } from 'vitest'
import { isExact, lintDockerfile } from './lint-dockerfile.ts'
import { lineage, readDockerfile } from './read-dockerfile.ts'

const good = `ARG BASE=plain
FROM node:26.10.0-slim AS plain
FROM \${BASE} AS service
LABEL a=b
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK CMD ["node", "--version"]
CMD ["node", "main.js"]
`

test('a Dockerfile as it should be has no problem', () => {
  expect(lintDockerfile(good)).toEqual([])
})

test.for([
  ['FROM node:26.10.0-slim AS plain', 'FROM node:latest AS plain', 'FROM node:latest: no exact version'],
  ['USER node\n', '', 'the image runs as root: USER is missing'],
  ['USER node', 'USER root', 'the image runs as root: USER is missing'],
  ['HEALTHCHECK CMD ["node", "--version"]\n', '', 'HEALTHCHECK is missing'],
  ['CMD ["node", "main.js"]', 'CMD node main.js', 'line 8: CMD by a shell, which keeps signals from the process'],
  ['LABEL a=b', 'LABEL a=b\nENV DB_PASSWORD=x', 'line 5: a secret would stay in the image'],
  ['LABEL a=b', 'LABEL a=b\nRUN apt-get update && apt-get install -y curl', 'line 5: apt-get leaves behind what is not needed'],
  ['LABEL a=b', 'LABEL a=b\nADD . .', 'line 5: COPY says what is meant; ADD unpacks and fetches'],
  ['LABEL a=b', 'LABEL a=b\nCOPPY . .', 'line 5: Unknown instruction: COPPY'],
] as const)('%s → %s is told', ([from, to, problem]) => {
  expect(lintDockerfile(good.replace(from, to))).toContain(problem)
})

test('lines that go on are one instruction, and an image is its stages from the last one down', () => {
  const dockerfile = readDockerfile('ARG B=one\nFROM a:1.0 AS one\nFROM a:1.0 AS two\nFROM ${B}\nRUN a && \\\n  # why\n  b\n')
  expect(dockerfile.stages.at(-1)?.instructions[0]?.text).toMatch(/^a && .*b$/)
  expect(lineage(dockerfile).map(({ name }) => name)).toEqual(['2', 'one'])
  expect(lineage(dockerfile, { B: 'two' }).map(({ name }) => name)).toEqual(['2', 'two'])
})

test('an exact version has at least a minor one', () => {
  const images = ['node', 'node:latest', 'node:26', 'node:26-slim', 'node:26.10', 'node:26.10.0-bookworm-slim', 'versity/versitygw:v1.8.0', `node@sha256:${'0'.repeat(64)}`]
  expect(images.filter(isExact)).toEqual(images.slice(4))
})
