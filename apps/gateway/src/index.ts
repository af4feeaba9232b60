export { config, type Config } from './config.ts'
export { startGateway } from './gateway.ts'
export { openApiDocument } from './openapi.ts'
