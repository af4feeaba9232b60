/**
 * The form in which e-mail addresses are compared: without surrounding space, NFC, lower case. RFC 5321 § 2.4 lets a host
 * tell `Ada@` from `ada@`, but none does, and people write both.
 */
export const foldEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase()
