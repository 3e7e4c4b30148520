/**
 * E-mail addresses compare without case. Only ASCII letters are folded: full Unicode folding would make, for one, the
 * Kelvin sign a "k", and so one person's address another's.
 */
export function sameCase(email: string): string {
  const text = email.trim()
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}
