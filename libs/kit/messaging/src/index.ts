export { checkContract, emit, type Announcement } from './emit.ts'
export { react, type Reactions, type ReactOptions } from './react.ts'
export { startRelay, type RelayOptions } from './relay.ts'
export { messagingMigration, type MessagingTables } from './tables.ts'
