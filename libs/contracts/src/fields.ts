import { Type, type TProperties, type TSchema } from 'typebox'

/** Any UUID is accepted as input; the ids that Segue makes are UUIDv7 (RFC 9562 § 5.7). */
export const Id = Type.String({ format: 'uuid', description: 'UUID; the ones Segue makes are UUIDv7' })

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Timestamp = Type.String({ format: 'date-time', description: 'RFC 3339, UTC, milliseconds' })

/** ISO 3166-1 alpha-2. */
export const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2, upper case' })

/** BCP 47, the subset language[-script][-region]. */
export const Language = Type.String({ pattern: '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$', description: 'BCP 47' })

export const Email = Type.String({ format: 'email', maxLength: 254 })

/** Printable text on one line: no control characters, not only white space. */
export const Line = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$' })

/** Text of several lines; NUL is refused because PostgreSQL can not store it. */
export const Text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** One of a closed set of words. */
export const OneOf = <const T extends readonly string[]>(...words: T) => Type.Enum<[...T]>(words)

/** A closed object: unknown properties in a body are refused, so that a misspelt field is not silently ignored. */
export const Closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

export const Limit = Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Page size' })
export const Offset = Type.Integer({ minimum: 0, maximum: 10_000, default: 0, description: 'limit + offset may not pass 10,000' })
export const Cursor = Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: 'next_cursor of the page before; opaque' }))

/** `{items, next_cursor}`, stable under inserts. */
export const CursorList = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item), next_cursor: Nullable(Type.String()) })

/** `sha256` of the bytes in base64: 44 characters, as S3's `x-amz-checksum-sha256` wants it. */
export const ChecksumSha256 = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'SHA-256, base64' })

export const Bitrate = Type.Enum([64, 128, 320])
export const Rendition = OneOf('64k', '128k', '320k')
