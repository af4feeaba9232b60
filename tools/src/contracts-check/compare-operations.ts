import type { Change } from './change.ts'
import { compareSchemas } from './compare-schemas.ts'
import { isObject, listOf, objectOf, resolved, type Json } from './json.ts'

/** What breaks between two OpenAPI documents for those who wrote a client against the first. */
export function compareOperations(before: Json, after: Json): readonly Change[] {
  const now = operationsOf(after)
  return [...operationsOf(before)].flatMap(([name, operation]) => {
    const same = now.get(name)
    if (same === undefined) return [{ rule: 'operation_removed' as const, where: name, message: 'is gone' }]
    const compare = { before, after, old: operation, now: same, where: name }
    return [...identity(compare), ...parameters(compare), ...requestBody(compare), ...responses(compare)]
  })
}

interface Pair {
  readonly before: Json
  readonly after: Json
  readonly old: Json
  readonly now: Json
  readonly where: string
}

/** `GET /v1/songs/{}` → operation: what a path's parameter is called, no client sees. */
function operationsOf(document: Json): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries(objectOf(document['paths'])).flatMap(([path, item]) =>
      Object.entries(objectOf(item)).map(([method, operation]): [string, Json] => [`${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`, objectOf(operation)]),
    ),
  )
}

function identity({ old, now, where }: Pair): readonly Change[] {
  const isOpen = ({ security }: Json) => security === undefined || listOf(security).some((way) => Object.keys(objectOf(way)).length === 0)
  return [
    ...(old['operationId'] === now['operationId'] ? [] : [{ rule: 'operation_renamed' as const, where, message: `was ${String(old['operationId'])}, is ${String(now['operationId'])}: clients call it by that name` }]),
    ...(isOpen(old) && !isOpen(now) ? [{ rule: 'access_narrowed' as const, where, message: 'needs a token now' }] : []),
  ]
}

function parameters({ before, after, old, now, where }: Pair): readonly Change[] {
  const byName = (operation: Json) => {
    let place = 0
    return new Map(listOf(operation['parameters']).map((item) => objectOf(item)).map((parameter): [string, Json] => {
      const { in: kind, name } = parameter
      return [kind === 'path' ? `path {${place++}}` : `${String(kind)} ${String(name)}`, parameter]
    }))
  }
  const [had, has] = [byName(old), byName(now)]
  const demanded = [...has].filter(([name, { required }]) => required === true && had.get(name)?.['required'] !== true)
  return [
    ...demanded.map(([name]): Change => ({ rule: 'required', where: `${where} ← ${name}`, message: 'must be sent now' })),
    ...[...had].flatMap(([name, parameter]) => {
      const at = `${where} ← ${name}`
      const same = has.get(name)
      if (same === undefined) return [{ rule: 'removed' as const, where: at, message: 'is gone' }]
      return compareSchemas({ schema: parameter['schema'], document: before }, { schema: same['schema'], document: after }, 'sent', at)
    }),
  ]
}

function requestBody({ before, after, old, now, where }: Pair): readonly Change[] {
  const [had, has] = [objectOf(old['requestBody']), objectOf(now['requestBody'])]
  const at = `${where} ← body`
  return [
    ...(has['required'] === true && had['required'] !== true ? [{ rule: 'required' as const, where: at, message: 'must be sent now' }] : []),
    ...contents(had, has, at, (schema, same, place) => compareSchemas({ schema, document: before }, { schema: same, document: after }, 'sent', place)),
  ]
}

function responses({ before, after, old, now, where }: Pair): readonly Change[] {
  const [had, has] = [objectOf(old['responses']), objectOf(now['responses'])]
  const succeeds = (status: string) => /^[23]/.test(status) && status !== '304'
  const status = (at: string, message: string): Change => ({ rule: 'status_changed', where: `${where} → ${at}`, message })
  return [
    ...Object.keys(had).filter((at) => succeeds(at) && !(at in has)).map((at) => status(at, 'is no longer answered')),
    ...Object.keys(has).filter((at) => succeeds(at) && !(at in had)).map((at) => status(at, 'is answered now, which clients do not expect')),
    ...codesMoved(codesOf(had, before), codesOf(has, after), where),
    ...Object.keys(had).filter((at) => at in has).flatMap((at) => {
      const [answered, answers] = [resolved(had[at], before), resolved(has[at], after)]
      const headers = Object.keys(objectOf(answered['headers'])).filter((name) => !(name in objectOf(answers['headers'])))
      return [
        ...headers.map((name): Change => ({ rule: 'removed', where: `${where} → ${at} header ${name}`, message: 'is gone' })),
        ...contents(answered, answers, `${where} → ${at}`, (schema, same, place) => compareSchemas({ schema, document: before }, { schema: same, document: after }, 'read', place)),
      ]
    }),
  ]
}

function contents(had: Json, has: Json, where: string, compare: (schema: unknown, same: unknown, where: string) => readonly Change[]): readonly Change[] {
  const now = objectOf(has['content'])
  return Object.entries(objectOf(had['content'])).flatMap(([type, media]) => {
    const same = now[type]
    if (!isObject(same)) return [{ rule: 'removed' as const, where: `${where} ${type}`, message: 'is gone' }]
    return compare(objectOf(media)['schema'], same['schema'], where)
  })
}

/** A problem's code → its status, from the lines that describe a refusal. */
function codesOf(answers: Json, document: Json): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(answers).flatMap(([status, answer]) => [...String(resolved(answer, document)['description']).matchAll(/^`(\w+)`: /gm)].map(([, code]): [string, string] => [code ?? '', status])),
  )
}

function codesMoved(had: ReadonlyMap<string, string>, has: ReadonlyMap<string, string>, where: string): readonly Change[] {
  return [...had].flatMap(([code, status]) => {
    const now = has.get(code)
    return now === undefined || now === status ? [] : [{ rule: 'code_moved' as const, where: `${where} → ${code}`, message: `was ${status}, is ${now}` }]
  })
}
