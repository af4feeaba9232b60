/** One word of a shell command that PostgreSQL runs, in which it replaces `%` and a letter. */
export const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`
