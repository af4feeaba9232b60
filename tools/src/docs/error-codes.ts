import { commonRefusals, operationsByService, type Operation } from '@segue/contracts'

/** Every code that a problem can carry, as a Markdown table. */
export function errorCodes(): string {
  const operations: readonly Operation[] = Object.values(operationsByService).flat()
  const rows = new Map<string, string>(Object.entries(commonRefusals).map(([code, [status, title]]) => [code, `| \`${code}\` | ${status} | ${title} | any |`]))
  for (const { refusals } of operations) {
    for (const [code, [status, title]] of Object.entries(refusals)) {
      const where = operations.filter((operation) => code in operation.refusals).map(({ id }) => `\`${id}\``)
      rows.set(code, `| \`${code}\` | ${status} | ${title} | ${where.join(', ')} |`)
    }
  }
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return `# Error codes

Made by \`npm run docs\` from the contracts. Every error is an \`application/problem+json\` document (RFC 9457) whose \`code\` stands here
and never changes its meaning.

| code | status | meaning | operations |
| --- | --- | --- | --- |
${sorted.join('\n')}
`
}
