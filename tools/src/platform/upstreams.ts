import type { Environment } from '@segue/service'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'

/** Whom the gateways ask. */
export type InnerService = Exclude<ServiceName, 'gateway'>

/** Where the gateways find everybody, and everybody the keys. */
export const upstreamsOf = (urlOf: (name: InnerService) => string): Environment => ({
  ...Object.fromEntries(serviceNames.flatMap((name) => (name === 'gateway' ? [] : [[`GATEWAY_${prefixOf(name)}_URL`, urlOf(name)]]))),
  SEGUE_JWKS_URL: `${urlOf('user')}/.well-known/jwks.json`,
})
