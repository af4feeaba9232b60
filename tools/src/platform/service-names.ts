/** What is deployed: the folders below `apps/`, but for the web app, which the gateway serves. */
export const serviceNames = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const
export type ServiceName = (typeof serviceNames)[number]

/** What a service's own settings begin with. */
export const prefixOf = (name: ServiceName): string => name.toUpperCase().replace('-', '_')
