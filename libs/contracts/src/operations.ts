import * as catalog from './catalog/operations.ts'
import * as gateway from './gateway/operations.ts'
import type { Operation } from './operation.ts'
import * as playback from './playback/operations.ts'
import * as playlist from './playlist/operations.ts'
import * as search from './search/operations.ts'
import * as user from './user/operations.ts'

const isOperation = (value: unknown): value is Operation => typeof value === 'object' && value !== null && 'path' in value && 'reply' in value
const declared = (module: Record<string, unknown>): readonly Operation[] => Object.values(module).filter(isOperation)

/** Every operation of the public API, by the service that owns it. */
export const operationsByService = {
  gateway: declared(gateway),
  user: declared(user),
  catalog: declared(catalog),
  playlist: declared(playlist),
  search: declared(search),
  'playback-auth': declared(playback),
} as const

export type OperationOwner = keyof typeof operationsByService
