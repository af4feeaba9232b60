import type { Binding } from '@segue/event-bus'
import type { Logger } from '@segue/service'

/** For `onLeftover` of a service's bus: what is bound and that this release does not know, as a line of its log. */
export const leftoverWarning =
  ({ log }: { readonly log: Pick<Logger, 'warn'> }) =>
  (bindings: readonly Binding[]): void =>
    log.warn({ bindings }, 'the bus has bindings that this release does not: of another release that runs, or of one that is gone')
