/** What the caller did wrong. */
export class Refusal extends Error {}

/** The exit code: 0 when it did what was asked, 1 when it could not, 2 when it did not understand. */
export async function runCommand(usage: string, work: (args: string[], say: (line: string) => void) => Promise<void>): Promise<0 | 1 | 2> {
  try {
    await work(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`))
    return 0
  } catch (error) {
    const isRefusal = error instanceof Refusal || isMisspelt(error)
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isRefusal ? `\n${usage}\n` : ''}`)
    return isRefusal ? 2 : 1
  }
}

const isMisspelt = (error: unknown): boolean => error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
