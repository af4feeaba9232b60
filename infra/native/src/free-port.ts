import { freeRow } from './stack/row-of-ports.ts'

/**
 * A loopback port that is free now, for a server that must be told its port: of those that no outgoing connection takes between now and
 * then.
 */
export const freePort = (): Promise<number> => freeRow(1)
