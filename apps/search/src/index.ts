export { config, type Config } from './config.ts'
export { startSearch } from './search.ts'
