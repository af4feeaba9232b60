export type Rule =
  | 'operation_removed'
  | 'operation_renamed'
  | 'access_narrowed'
  | 'status_changed'
  | 'code_moved'
  | 'removed'
  | 'required'
  | 'optional'
  | 'type'
  | 'values'
  | 'format'
  | 'limits'
  | 'default'
  | 'event_removed'
  | 'consumer_removed'
  | 'binding_removed'

/** A change that somebody who follows the released contract would notice as a fault. */
export interface Change {
  readonly rule: Rule
  /** What changed: `GET /v1/songs/{} → 200 .stream.url`. */
  readonly where: string
  readonly message: string
}
