import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Every package declares what it imports. npm lays all packages side by side, so a missing declaration works here and
 * fails in an image that holds one service alone.
 */
const repository = fileURLToPath(new URL('../..', import.meta.url))
const imported = /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm
const builtin = new Set(builtinModules)

const missing = globSync('{apps/*,libs/contracts,libs/api-client,libs/ports/*,libs/kit/*,tools,e2e,bench,infra/native}/package.json', { cwd: repository }).flatMap((path) => {
  const folder = dirname(path)
  const { name, dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(repository, path), 'utf8'))
  const declared = new Set([name, ...Object.keys(dependencies), ...Object.keys(devDependencies)])
  const atRoot = new Set(['vitest', 'fast-check'])
  const files = globSync('**/*.{ts,tsx}', { cwd: join(repository, folder), exclude: ['node_modules/**', 'dist/**'] })
  const wanted = new Set(files.flatMap((file) => [...readFileSync(join(repository, folder, file), 'utf8').matchAll(imported)].flatMap(([, a, b]) => packageOf(a ?? b ?? ''))))
  return [...wanted].filter((module) => !declared.has(module) && !atRoot.has(module)).map((module) => `${path} does not declare ${module}`)
})

function packageOf(specifier: string): string[] {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('node:') || builtin.has(specifier) || specifier === '') return []
  const parts = specifier.split('/')
  return [specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')]
}

for (const line of missing.toSorted()) process.stderr.write(`${line}\n`)
if (missing.length > 0) process.exitCode = 1
