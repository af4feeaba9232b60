import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: [{ find: /^typebox$/, replacement: fileURLToPath(new URL('src/schemas-left-out.ts', import.meta.url)) }] },
  build: { rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /libs[\\/](contracts|api-client)/, sideEffects: false }] } } },
})
