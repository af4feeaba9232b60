import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** `Date.parse` makes the 2nd of March out of the 30th of February. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.slice(0, 10).split('-').map(Number)
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** In UTC between the years 1 and 9999, which is what RFC 3339 can write, whatever the offset makes of it. */
function isInReach(time: string): boolean {
  const year = new Date(time).getUTCFullYear()
  return year >= 1 && year <= 9999
}

function compiler(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ coerceTypes, useDefaults: true, removeAdditional: false, allErrors: false, strict: false })
  addFormats.default(ajv)
  // ajv-formats also takes `urn:uuid:` and times that Date does not know, such as a leap second.
  ajv.addFormat('uuid', uuid)
  ajv.addFormat('date-time', (text: string) => rfc3339.test(text) && isDay(text) && isInReach(text))
  return ajv
}

const bodies = compiler(false)
const texts = compiler(true)

/** Bodies are taken as they are; paths, queries and headers are text and become numbers where the schema says so. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema)

/** Validates form fields, which are text, by the schema of a JSON body. */
export const compileForm = (schema: TSchema): ValidateFunction => texts.compile(schema)

/** Ajv's findings as `errors` of a problem: path (`/file/name`, `/` for the whole) and message. */
export const validationErrors = (errors: readonly Pick<ErrorObject, 'instancePath' | 'message' | 'params'>[]): { path: string; message: string }[] =>
  errors.map(({ instancePath, message = 'is not valid', params }) => ({
    path: [instancePath, params['missingProperty'] ?? params['additionalProperty']].filter((part) => part !== undefined).join('/') || '/',
    message: 'allowedValues' in params ? `${message}: ${String(params['allowedValues'])}` : message,
  }))
