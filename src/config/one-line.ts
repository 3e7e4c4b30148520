/** What people called themselves, fit for a terminal: no control characters, nothing that turns the direction of writing, no second line. */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').trim()
}
