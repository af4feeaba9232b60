export { config, type Config } from './config.ts'
export { startSearch } from './search.ts'
export { rebuildIndex, type Rebuilt } from './rebuild-index.ts'
