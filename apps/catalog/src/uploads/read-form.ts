import { Readable } from 'node:stream'
import type { MultipartFile, Multipart } from '@fastify/multipart'
import { SongForm, UploadFile } from '@segue/contracts'
import { compileForm, refuse, validationErrors, type Refusal } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import type { SongFields } from '../queries/insert-song.ts'

export interface FormFile {
  readonly name: string
  readonly content_type: string
  /** The bytes as they arrive. Fails with a refusal when the form breaks off, or `tooLarge` when there are more than allowed. */
  bytes(tooLarge: () => Refusal): Readable
}

const validFields = compileForm(SongForm)
const isSongFields = (fields: unknown): fields is SongFields => validFields(fields)
const isFileName = compileForm(UploadFile.properties.name)

const malformed = (detail: string, path?: string): Refusal =>
  refuse('invalid_request', path === undefined ? { detail } : { detail, errors: [{ path, message: detail }] })

/**
 * Reads a form of a song: its fields and exactly one `file`, in any order; `receive` takes the file while it arrives.
 * Anything else is refused as malformed.
 */
export async function readForm<File>(
  request: FastifyRequest,
  maxBytes: number,
  receive: (file: FormFile) => Promise<File>,
): Promise<{ readonly fields: SongFields; readonly file: File }> {
  const fields = new Map<string, unknown[]>()
  let file: { readonly received: File } | undefined
  for await (const part of partsOf(request, maxBytes)) {
    if (part.type === 'file') {
      if (part.fieldname !== 'file' || file !== undefined) throw malformed('A form has one file, under the name "file"', '/file')
      file = { received: await receive(formFile(part)) }
    } else {
      if (part.fieldnameTruncated || part.valueTruncated) throw malformed('is too long', `/${part.fieldname}`)
      fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), part.value])
    }
  }
  if (file === undefined) throw malformed('The file is missing', '/file')
  // In one order, so that the same form has the same fingerprint.
  const given = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const values = Object.fromEntries(given.map(([name, all]) => [name, name === 'featured_artist_ids' || all.length > 1 ? all : all[0]]))
  if (!isSongFields(values)) throw refuse('invalid_request', { errors: validationErrors(validFields.errors ?? []) })
  return { fields: values, file: file.received }
}

async function* partsOf(request: FastifyRequest, fileSize: number): AsyncIterable<Multipart> {
  const limits = { fieldNameSize: 100, fieldSize: 10_000, fields: 50, files: 2, parts: 50, headerPairs: 20, fileSize }
  try {
    yield* request.parts({ limits })
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'The form is malformed')
  }
}

function formFile(part: MultipartFile): FormFile {
  if (!isFileName(part.filename)) throw malformed('The file needs a name of at most 255 characters', '/file')
  async function* bytes(tooLarge: () => Refusal): AsyncIterable<Uint8Array> {
    try {
      yield* part.file
    } catch {
      throw malformed('The form broke off', '/file')
    }
    if (part.file.truncated) throw tooLarge()
  }
  return { name: part.filename, content_type: part.mimetype, bytes: (tooLarge) => Readable.from(bytes(tooLarge), { objectMode: false }) }
}
