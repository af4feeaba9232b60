import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Two thousand modules: their compiled form is kept, which spares every start but the first a quarter of its work.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/segue', import.meta.url)))
const { runPlatform } = await import('./platform/run-platform.ts')
await runPlatform(process.env)
