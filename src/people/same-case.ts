/**
 * E-mail addresses compare without case. Only ASCII letters are folded: full Unicode folding would make, for one, the
 * Kelvin sign a "k", and so one person's address another's.
 */
export function sameCase(email: string): string {
  return email.trim().replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
