import { IsInteger, IsNumber, Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import { Check, Default, Errors } from 'typebox/value'
import { knownSecrets } from './known-secrets.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Setting {
  readonly variable: string
  readonly schema: TSchema
}

export interface Settings<P extends TProperties> {
  /** Whose settings they are: `playback-auth` for the prefix `PLAYBACK_AUTH`. */
  readonly service: string
  /** Every setting with the name of its environment variable, for the generated documentation. */
  readonly list: readonly Setting[]
  /** Reads the environment; throws one error that names every problem at once, secrets that everybody knows among them. */
  load(environment: Environment): Static<TObject<P>>
}

const named = (schema: TSchema): string | undefined => ('env' in schema && typeof schema.env === 'string' ? schema.env : undefined)

/**
 * A service's settings. `databaseUrl` under the prefix `USER` is the variable `USER_DATABASE_URL`; a schema with
 * `env: 'SEGUE_MEDIA_URL'` is a setting of the whole product and keeps that name.
 */
export function settings<P extends TProperties>(prefix: string, properties: P): Settings<P> {
  const schema = Type.Object(properties)
  const list = Object.entries<TSchema>(properties).map(([key, property]) => ({
    key,
    variable: named(property) ?? `${prefix}_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
    schema: property,
  }))
  return {
    service: prefix.toLowerCase().replaceAll('_', '-'),
    list,
    load(environment) {
      const given = list.flatMap(({ key, variable, schema: property }) => {
        const text = environment[variable]
        return text === undefined ? [] : [[key, read(property, text)]]
      })
      const values = Default(schema, Object.fromEntries(given))
      const known = knownSecrets(environment, list.map(({ variable }) => variable))
      if (Check(schema, values) && known.length === 0) return values
      throw new Error([...problems(schema, values, list), ...known].join('\n'))
    },
  }
}

/** A number where the setting is one and the text spells one; anything else stays text, and fails the check. */
function read(schema: TSchema, text: string): unknown {
  const isNumber = IsInteger(schema) || IsNumber(schema)
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

function problems(schema: TObject, values: unknown, list: readonly (Setting & { key: string })[]): string[] {
  const present = new Set(typeof values === 'object' && values !== null ? Object.keys(values) : [])
  const required = new Set<string>(schema.required ?? [])
  const missing = list.filter(({ key }) => required.has(key) && !present.has(key)).map(({ variable, schema: property }) => `${variable} is missing${wanted(property)}`)
  const wrong = Errors(schema, values)
    .filter((error) => error.instancePath !== '')
    .map((error) => {
      const variable = list.find(({ key }) => key === error.instancePath.split('/')[1])?.variable ?? error.instancePath
      return `${variable} ${error.keyword === 'enum' ? `must be one of ${error.params.allowedValues.join(', ')}` : error.message}`
    })
  return [...missing, ...wrong]
}

const wanted = (schema: TSchema): string => ('description' in schema && typeof schema.description === 'string' ? ` (${schema.description})` : '')
