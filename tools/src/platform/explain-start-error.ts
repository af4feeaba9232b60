const settingOf: Record<string, string> = { 4000: 'SEGUE_PORT', 4001: 'SEGUE_MEDIA_PORT', 4009: 'SEGUE_INTERNAL_PORT' }

/** What went wrong at the start, in a sentence that says what to do. */
export function explainStartError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    const setting = settingOf[String(error.port)] ?? 'SEGUE_PORT, SEGUE_MEDIA_PORT or SEGUE_INTERNAL_PORT'
    return `Port ${String(error.port)} is taken by another program: stop that, or choose another with ${setting}.`
  }
  return process.env['SEGUE_LOG_LEVEL'] === 'debug' ? (error.stack ?? error.message) : error.message
}
