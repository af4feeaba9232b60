export type UrlValues = Readonly<Record<string, string | number | boolean | undefined>>

/** The address of a call: `:name` of the path filled in, and the query without what is undefined. */
export function operationUrl(url: string, path: string, params: UrlValues = {}, query: UrlValues = {}): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined || value === '') throw new TypeError(`${path} needs the parameter ${name}`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return `${url}${filled}${search.size === 0 ? '' : `?${search}`}`
}
