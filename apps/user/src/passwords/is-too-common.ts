import { foldEmail } from '../rules/fold-email.ts'
import { commonPasswords } from './common-passwords.ts'

const fold = (password: string): string => password.normalize('NFKC').toLowerCase()

/**
 * Whether somebody would guess the password among their first: a common one in whatever case, one character over and over,
 * the account's own e-mail address, or the product's name (NIST SP 800-63B § 3.1.1.2).
 */
export function isTooCommon(password: string, email: string): boolean {
  const folded = fold(password)
  const address = foldEmail(email)
  return (
    commonPasswords.has(folded) ||
    /^(.)\1*$/su.test(folded) ||
    folded === address ||
    folded === address.split('@')[0] ||
    /^(segue)+$/.test(folded.replaceAll(/[^\p{L}]/gu, ''))
  )
}
