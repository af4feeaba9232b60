export { config, type Config } from './config.ts'
export { startEdge } from './edge.ts'
