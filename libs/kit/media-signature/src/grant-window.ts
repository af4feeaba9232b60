const window_ms = 600_000

export interface GrantWindow {
  readonly starts_at: Date
  readonly expires_at: Date
}

/**
 * The window a grant given now belongs to. It ends with the *next* ten minutes of the clock, so a grant lives 10 to 20 minutes, and all
 * that are given in the same ten minutes end together: everyone entitled to the same path shares one signature.
 */
export function grantWindow(now: Date): GrantWindow {
  const start_ms = Math.floor(now.getTime() / window_ms) * window_ms
  return { starts_at: new Date(start_ms), expires_at: new Date(start_ms + 2 * window_ms) }
}
