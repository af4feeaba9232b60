import { settings } from '@segue/service'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { withTable } from './settings-tables.ts'

const { list } = settings('ECHO', {
  port: Type.Integer({ default: 4000, description: 'Port' }),
  databaseUrl: Type.String({ description: 'Database' }),
  cacheBytes: Type.Integer({ default: 1_073_741_824, description: 'Room' }),
  colour: Type.Enum(['red', 'blue'], { default: 'red', description: 'Colour' }),
  webRoot: Type.Optional(Type.String({ description: 'Pages' })),
})

test('the table between the marks is made of the schema, and the text around it stays', () => {
  const text = withTable('# Echo\n<!-- settings -->\nwhat stood here\n<!-- /settings -->\nThe end\n', list, 'README.md')
  expect(text).toBe(`# Echo
<!-- settings -->
| variable | default | meaning |
| --- | --- | --- |
| \`ECHO_PORT\` | \`4000\` | Port |
| \`ECHO_DATABASE_URL\` | **required** | Database |
| \`ECHO_CACHE_BYTES\` | \`1073741824\` (1 GiB) | Room |
| \`ECHO_COLOUR\` | \`red\` | Colour: \`red\`, \`blue\` |
| \`ECHO_WEB_ROOT\` | none | Pages |
<!-- /settings -->
The end
`)
  expect(withTable(text, list, 'README.md')).toBe(text)
})

test('a document without a place for its table is named', () => {
  expect(() => withTable('# Echo\n', list, 'apps/echo/README.md')).toThrow('apps/echo/README.md has no <!-- settings -->')
})
