import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig(({ command }) => {
  // A platform that a test starts builds the page too, and NODE_ENV=test would ship React's development build.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    plugins: [react()],
    resolve: { alias: [{ find: /^typebox$/, replacement: fileURLToPath(new URL('src/schemas-left-out.ts', import.meta.url)) }] },
    build: { rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /libs[\\/](contracts|api-client)/, sideEffects: false }] } } },
  }
})
