import { validate } from 'dockerfile-utils'
import { lineage, readDockerfile } from './read-dockerfile.ts'

const secretName = /(?:PASSWORD|SECRET|TOKEN|PRIVATE_KEY|CREDENTIAL)/i

/**
 * What is wrong with a Dockerfile, in words: what the parser of dockerfile-utils finds, and our own rules. An image starts from
 * exact versions, runs as another user than root, says how its health is asked, ends by SIGTERM, and holds no secret.
 */
export function lintDockerfile(text: string): readonly string[] {
  const dockerfile = readDockerfile(text)
  const names = new Set(dockerfile.stages.map(({ name }) => name))
  const problems = validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`)
  for (const { from } of dockerfile.stages) {
    if (!names.has(from) && !from.includes('$') && !isExact(from)) problems.push(`FROM ${from}: no exact version`)
  }
  for (const { keyword, text: rest, line } of dockerfile.stages.flatMap(({ instructions }) => instructions)) {
    if (keyword === 'ADD') problems.push(`line ${line}: COPY says what is meant; ADD unpacks and fetches`)
    if ((keyword === 'ENV' || keyword === 'ARG') && secretName.test(rest.split('=')[0] ?? '')) problems.push(`line ${line}: a secret would stay in the image`)
    if ((keyword === 'CMD' || keyword === 'ENTRYPOINT') && !rest.startsWith('[')) problems.push(`line ${line}: ${keyword} by a shell, which keeps signals from the process`)
    if (keyword === 'RUN' && /apt-get install/.test(rest) && !/--no-install-recommends.*rm -rf \/var\/lib\/apt\/lists/.test(rest)) problems.push(`line ${line}: apt-get leaves behind what is not needed`)
    if (keyword === 'RUN' && /\b(?:curl|wget)\b/.test(rest)) problems.push(`line ${line}: a download that nothing verifies`)
  }
  const below = lineage(dockerfile).flatMap(({ instructions }) => instructions.toReversed())
  const last = (wanted: string) => below.find(({ keyword }) => keyword === wanted)?.text
  const user = last('USER')
  if (user === undefined || /^(?:root|0)(?::|$)/.test(user)) problems.push('the image runs as root: USER is missing')
  for (const wanted of ['HEALTHCHECK', 'CMD', 'STOPSIGNAL', 'LABEL']) if (last(wanted) === undefined) problems.push(`${wanted} is missing`)
  return problems
}

/** `name:1.2.3…` or a digest; `latest`, `26` and nothing at all move under our feet. */
export const isExact = (image: string): boolean => /@sha256:[0-9a-f]{64}$/.test(image) || /:v?\d+\.\d+(?:\.\d+)?(?:-[\w.-]+)?$/.test(image)
