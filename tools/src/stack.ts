import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// The same modules as in every service below: compiled once for all.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/segue', import.meta.url)))
const { runStack } = await import('./platform/run-stack.ts')
await runStack(process.env)
