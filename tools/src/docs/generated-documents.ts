import { events, topology } from '@segue/contracts'
import { openApiDocument } from '@segue/gateway'
import { errorCodes } from './error-codes.ts'
import { settingsTables } from './settings-tables.ts'

export interface GeneratedDocument {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Every document that is made from the declarations, whole or in part, so that a change of contract shows in review. */
export const generatedDocuments = (): readonly GeneratedDocument[] => [
  { path: 'docs/api/openapi.json', text: json(openApiDocument('1.0.0')) },
  { path: 'docs/api/events.json', text: json({ events, topology }) },
  { path: 'docs/api/error-codes.md', text: errorCodes() },
  ...settingsTables(),
]
