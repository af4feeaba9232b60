export { config, type Config } from './config.ts'
export { startUser, type UserOptions } from './user.ts'
