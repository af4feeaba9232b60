import type { PlatformSettings } from './settings.ts'

type Ports = Pick<PlatformSettings, 'port' | 'mediaPort' | 'internalPort'>

/** What went wrong at the start, in a sentence that says what to do. */
export function explainStartError(error: unknown, ports: Ports | null): string {
  if (!(error instanceof Error)) return String(error)
  const isDebugging = process.env['SEGUE_LOG_LEVEL'] === 'debug'
  if (!('code' in error && 'port' in error)) return isDebugging ? (error.stack ?? error.message) : error.message
  const setting = settingOf(Number(error.port), ports)
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${String(error.port)} is taken by another program: stop that, or choose another with ${setting}.`
    case 'EACCES':
      return `Port ${String(error.port)} is not for this user to open: choose one above 1023 with ${setting}.`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${'address' in error ? String(error.address) : ''} to listen on: choose another with SEGUE_HOST.`
    default:
      return error.message
  }
}

function settingOf(port: number, ports: Ports | null): string {
  if (port === ports?.port) return 'SEGUE_PORT'
  if (port === ports?.mediaPort) return 'SEGUE_MEDIA_PORT'
  return 'SEGUE_INTERNAL_PORT'
}
