import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as catalog from '@segue/catalog'
import * as edge from '@segue/edge'
import * as gateway from '@segue/gateway'
import * as playbackAuth from '@segue/playback-auth'
import * as playlist from '@segue/playlist'
import * as search from '@segue/search'
import type { Setting } from '@segue/service'
import * as transcoder from '@segue/transcoder'
import * as user from '@segue/user'
import { IsEnum } from 'typebox'
import { platformSettings } from '../platform/settings.ts'
import type { GeneratedDocument } from './generated-documents.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const place = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/

const throughTo = (list: readonly Setting[], ...variables: readonly string[]) => list.filter(({ variable }) => variables.includes(variable))

/** README → the settings that it lists. What `npm start` hands through to a service is a setting of the product as well. */
const lists: Readonly<Record<string, readonly Setting[]>> = {
  'README.md': [
    ...platformSettings.list,
    ...throughTo(catalog.config.list, 'SEGUE_MAX_UPLOAD_BYTES'),
    ...throughTo(user.config.list, 'SEGUE_ADMIN_EMAIL', 'SEGUE_ADMIN_PASSWORD'),
  ],
  'apps/catalog/README.md': catalog.config.list,
  'apps/edge/README.md': edge.config.list,
  'apps/gateway/README.md': gateway.config.list,
  'apps/playback-auth/README.md': playbackAuth.config.list,
  'apps/playlist/README.md': playlist.config.list,
  'apps/search/README.md': search.config.list,
  'apps/transcoder/README.md': transcoder.config.list,
  'apps/user/README.md': user.config.list,
}

/** The READMEs with the table between their marks `<!-- settings -->` made anew from the schemas. */
export const settingsTables = (): readonly GeneratedDocument[] =>
  Object.entries(lists).map(([path, list]) => ({ path, text: withTable(readFileSync(join(repository, path), 'utf8'), list, path) }))

/** @throws where the text has no place for a table. */
export function withTable(text: string, list: readonly Setting[], path: string): string {
  if (!place.test(text)) throw new Error(`${path} has no <!-- settings --> … <!-- /settings --> for its table`)
  const rows = list.map(({ variable, schema }) => `| \`${variable}\` | ${fallback(variable, schema)} | ${meaning(schema)} |`)
  const table = ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n')
  return text.replace(place, (_, before: string, after: string) => before + table + after)
}

function fallback(variable: string, schema: Setting['schema']): string {
  const value: unknown = 'default' in schema ? schema.default : undefined
  if (value === undefined) return '~optional' in schema ? 'none' : '**required**'
  if (value === '') return 'none'
  return variable.endsWith('_BYTES') ? inBytes(Number(value)) : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function inBytes(count: number): string {
  const [unit, size] = count >= 1024 ** 3 ? ['GiB', 1024 ** 3] : ['MiB', 1024 ** 2]
  return `\`${count}\` (${count / Number(size)} ${unit})`
}

function meaning(schema: Setting['schema']): string {
  const description = 'description' in schema ? String(schema.description) : ''
  return IsEnum(schema) ? `${description}: ${schema.enum.map((word) => `\`${String(word)}\``).join(', ')}` : description
}
