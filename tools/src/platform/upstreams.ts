import type { Environment } from '@segue/service'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'

/** Where the gateways find everybody, and everybody the keys. */
export const upstreamsOf = (urlOf: (name: ServiceName) => string): Environment => ({
  ...Object.fromEntries(serviceNames.filter((name) => name !== 'gateway').map((name) => [`GATEWAY_${prefixOf(name)}_URL`, urlOf(name)])),
  SEGUE_JWKS_URL: `${urlOf('user')}/.well-known/jwks.json`,
})
