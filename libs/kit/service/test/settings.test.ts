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
