import { product, settings } from '@segue/service'
import { Type } from 'typebox'
import { expect, test } from 'vitest'

const config = settings('ECHO', {
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 4099 }),
  databaseUrl: Type.String({ pattern: '^postgres://', description: 'Database of this service' }),
  greeting: Type.Optional(Type.String({ minLength: 1 })),
  logLevel: product.logLevel,
  busUrl: product.busUrl,
})
const complete = { ECHO_DATABASE_URL: 'postgres://localhost/echo', SEGUE_BUS_URL: 'postgres://localhost/bus' }

const complaints = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    config.load(environment)
    return []
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)]
  }
}

test('what the environment leaves out has its default, and numbers are numbers', () => {
  expect(config.load(complete)).toEqual({
    port: 4099,
    databaseUrl: 'postgres://localhost/echo',
    logLevel: 'info',
    busUrl: 'postgres://localhost/bus',
  })
  expect(config.load({ ...complete, ECHO_PORT: '0', ECHO_GREETING: 'hello', SEGUE_LOG_LEVEL: 'warn', UNRELATED: 'x' })).toMatchObject({
    port: 0,
    greeting: 'hello',
    logLevel: 'warn',
  })
})

test('every variable that is missing or wrong is named at once', () => {
  const said = complaints({ ECHO_PORT: '70000', ECHO_DATABASE_URL: 'mysql://localhost/echo', SEGUE_LOG_LEVEL: 'loud', ECHO_GREETING: '' })
  const variables = ['ECHO_PORT', 'ECHO_DATABASE_URL', 'SEGUE_LOG_LEVEL', 'ECHO_GREETING', 'SEGUE_BUS_URL']
  expect(variables.filter((variable) => !said.some((line) => line.startsWith(`${variable} `)))).toEqual([])
})

test('a choice is told what there is to choose from', () => {
  expect(complaints({ ...complete, SEGUE_LOG_LEVEL: 'loud' })).toEqual(['SEGUE_LOG_LEVEL must be one of fatal, error, warn, info, debug, silent'])
})

test('each problem is told once', () => {
  expect(complaints({ ...complete, ECHO_PORT: '70000' })).toHaveLength(1)
  expect(complaints({})).toEqual(['ECHO_DATABASE_URL is missing (Database of this service)', 'SEGUE_BUS_URL is missing (Event bus)'])
})

test.for(['x', '-1', '70000', '1e9'])('%o is no port', (port) => {
  expect(complaints({ ...complete, ECHO_PORT: port })).toEqual([expect.stringMatching(/^ECHO_PORT /)])
})

test('each setting is listed with its variable', () => {
  expect(config.list.map(({ variable }) => variable)).toEqual([
    'ECHO_PORT',
    'ECHO_DATABASE_URL',
    'ECHO_GREETING',
    'SEGUE_LOG_LEVEL',
    'SEGUE_BUS_URL',
  ])
})

test.for(['', '1.5', 'true'])('%o is no number, rather than the nearest one', (port) => {
  expect(complaints({ ...complete, ECHO_PORT: port })).toEqual([expect.stringMatching(/^ECHO_PORT /)])
})

const known = { ...complete, ECHO_DATABASE_URL: 'postgres://echo:development-only-echo@localhost/echo' }

test.for([
  {},
  { SEGUE_PUBLIC_URL: 'http://localhost:4000', SEGUE_MEDIA_URL: 'http://[::1]:4001', SEGUE_HOST: '127.0.0.1' },
  { SEGUE_PUBLISH_ADDRESS: '127.0.0.1', SEGUE_HOST: '0.0.0.0' },
])('secrets that everybody knows are well on this machine: %o', (places) => {
  expect(complaints({ ...known, ...places })).toEqual([])
})

test.for([
  [{ SEGUE_PUBLIC_URL: 'https://music.example.com' }, 'SEGUE_PUBLIC_URL'],
  [{ SEGUE_MEDIA_URL: 'http://192.168.1.7:4001', SEGUE_HOST: '0.0.0.0' }, 'SEGUE_MEDIA_URL, SEGUE_HOST'],
  [{ SEGUE_PUBLISH_ADDRESS: '::', SEGUE_HOST: '127.0.0.1' }, 'SEGUE_PUBLISH_ADDRESS'],
  [{ SEGUE_PUBLIC_URL: 'http://localhost.example.com' }, 'SEGUE_PUBLIC_URL'],
] as const)('beyond this machine no service starts with them, each is named and none repeated: %o', ([places, named]) => {
  const said = complaints({ ...known, ...places })
  expect(said).toEqual([`ECHO_DATABASE_URL has a secret that everybody knows (development-only), and ${named} leads beyond this machine: set one of your own`])
  expect(complaints({ ...complete, ...places })).toEqual([])
  expect(complaints({ ...known, ...places, ECHO_PORT: 'x' })).toHaveLength(2)
})
