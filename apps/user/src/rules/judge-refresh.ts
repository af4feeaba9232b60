const DAY_MS = 86_400_000
export const FAMILY_LIFE_MS = 30 * DAY_MS
export const GRACE_MS = 20_000

export type Judgement = 'trade' | 'sibling' | 'reused' | 'expired'

export interface PresentedToken {
  /** When it was first traded; null while it never was. */
  readonly traded_at: Date | null
  /** Whether a token that it was traded for has been traded in turn. */
  readonly successor_used: boolean
  /** When its family was last used. */
  readonly family_used_at: Date
}

/**
 * What a refresh token gets. A family ends after 30 days of disuse. A token trades once; for 20 s after that, and while
 * nobody used what it was traded for, it gives a sibling: two tabs, or an answer that got lost. Any other second use
 * means that somebody else has it (RFC 9700 § 4.14.2).
 */
export function judgeRefresh({ traded_at, successor_used, family_used_at }: PresentedToken, now: Date): Judgement {
  if (now.getTime() - family_used_at.getTime() > FAMILY_LIFE_MS) return 'expired'
  if (traded_at === null) return 'trade'
  return !successor_used && now.getTime() - traded_at.getTime() <= GRACE_MS ? 'sibling' : 'reused'
}
