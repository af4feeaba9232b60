export * from './event.ts'
export * from './fields.ts'
