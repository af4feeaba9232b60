export { startCatalog } from './catalog.ts'
export { config, type Config } from './config.ts'
