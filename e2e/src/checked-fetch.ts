import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import document from '../../docs/api/openapi.json' with { type: 'json' }

interface Answer {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, unknown>>
}
interface Described {
  readonly responses: Readonly<Record<string, Answer>>
}

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'openapi')
const paths = Object.entries<Record<string, Described>>(document.paths as never).map(([path, methods]) => ({
  path,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  methods,
}))

/** `fetch` that throws when the answer is not what the committed OpenAPI document promises. */
export const checkedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  const url = new URL(response.url)
  if (url.pathname.startsWith('/v1/')) await check(init?.method ?? 'GET', url.pathname, response.clone())
  return response
}

async function check(method: string, path: string, response: Response): Promise<void> {
  const found = paths.find(({ pattern, path: literal }) => literal === path || pattern.test(path))
  const literal = paths.find((candidate) => candidate.path === path) ?? found
  const described = literal?.methods[method.toLowerCase()]
  if (literal === undefined || described === undefined) return
  const where = `${method} ${literal.path} → ${response.status}`
  const listed = described.responses[String(response.status)]
  const shared = listed?.$ref?.split('/').at(-1)
  const answer: Answer | undefined = shared === undefined ? listed : Object.entries<Answer>(document.components.responses).find(([name]) => name === shared)?.[1]
  if (answer === undefined) throw new Error(`${where} is not in the OpenAPI document: ${await response.text()}`)
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  if (type === 'text/event-stream') return void response.body?.cancel()
  if (answer.content === undefined) return
  if (answer.content[type] === undefined) throw new Error(`${where} has the content type ${type}`)
  const place = shared === undefined ? ['paths', literal.path, method.toLowerCase(), 'responses', String(response.status)] : ['components', 'responses', shared]
  const validate = validatorAt([...place, 'content', type, 'schema'])
  const body: unknown = await response.json()
  if (!validate(body)) throw new Error(`${where} breaks the OpenAPI document: ${ajv.errorsText(validate.errors)}`)
}

function validatorAt(place: readonly string[]): ValidateFunction {
  const pointer = `openapi#/${encodeURI(place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/'))}`
  return ajv.getSchema(pointer) ?? ajv.compile({ $ref: pointer })
}
