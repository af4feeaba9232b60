export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  readonly text: string
  readonly line: number
}

export interface Stage {
  /** What it starts from, as written. */
  readonly from: string
  readonly name: string
  readonly instructions: readonly Instruction[]
}

export interface Dockerfile {
  /** Those before the first stage: `ARG`. */
  readonly global: readonly Instruction[]
  readonly stages: readonly Stage[]
}

/** Reads the instructions of a Dockerfile, stage by stage; lines that go on are joined. Heredocs are not known. */
export function readDockerfile(text: string): Dockerfile {
  const lines = text.split('\n')
  const instructions: Instruction[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1
    let joined = lines[at] ?? ''
    if (/^\s*(#|$)/.test(joined)) continue
    while (joined.endsWith('\\')) {
      const next = (lines[++at] ?? '').trim()
      if (!next.startsWith('#')) joined = `${joined.slice(0, -1).trimEnd()} ${next}`
    }
    const [, keyword = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(joined) ?? []
    instructions.push({ keyword: keyword.toUpperCase(), text: rest, line })
  }
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === 'FROM' ? [at] : []))
  return {
    global: instructions.slice(0, starts[0]),
    stages: starts.map((start, number) => {
      const [, from = '', name = String(number)] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(instructions[start]?.text ?? '') ?? []
      return { from, name, instructions: instructions.slice(start + 1, starts[number + 1]) }
    }),
  }
}

/** The stage that an image is made of, and those below it, nearest first; what `ARG` leaves open is taken from `args`. */
export function lineage({ global, stages }: Dockerfile, args: Readonly<Record<string, string>> = {}): readonly Stage[] {
  const defaults = Object.fromEntries(global.flatMap(({ text }) => [text.split('=', 2)]))
  const found: Stage[] = []
  for (let stage = stages.at(-1); stage !== undefined; ) {
    found.push(stage)
    const from = expanded(stage.from, { ...defaults, ...args })
    stage = stages.find(({ name }) => name === from)
  }
  return found
}

/** `$NAME` and `${NAME}` replaced by what they stand for; an unknown one is empty. */
export const expanded = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, bare: string | undefined) => variables[braced ?? bare ?? ''] ?? '')
