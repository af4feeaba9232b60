import { parse } from 'yaml'

export interface ComposeService {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly args?: Readonly<Record<string, string>> }
  readonly user?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test: unknown }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly ipv4_address?: string } | null>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
  readonly restart?: string
  readonly init?: boolean
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** A compose file with its anchors merged; variables stay as they are written. */
export const readCompose = (text: string): Compose => parse(text, { merge: true })

/** The names of the networks that a service joins. */
export const networksOf = ({ networks = [] }: ComposeService): readonly string[] => (Array.isArray(networks) ? networks : Object.keys(networks))

/** `NAME=value` lines, as an env file has them. */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  }))
}

export interface Use {
  readonly name: string
  /** `:?` makes its absence an error, `:-` gives a default. */
  readonly kind: 'required' | 'default' | 'bare'
}

const variable = /\$\$|\$\{(\w+)(?:(:?[?-])([^}]*))?\}/g

/** The variables that a text takes from the environment. */
export const variablesIn = (text: string): readonly Use[] =>
  [...text.matchAll(variable)].flatMap(([, name, mark]) => (name === undefined ? [] : [{ name, kind: mark?.endsWith('?') ? 'required' as const : mark?.endsWith('-') ? 'default' as const : 'bare' as const }]))

/** The text with its variables replaced, as compose does it. */
export const interpolated = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replaceAll(variable, (whole: string, name: string | undefined, mark: string | undefined, rest: string | undefined) =>
    whole === '$$' || name === undefined ? '$' : env[name] || (mark?.endsWith('-') ? (rest ?? '') : ''))
