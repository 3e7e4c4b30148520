/** Finding people by parts of their name or address, as they are typed. */

/** Whether every typed word is in it; upper and lower case, full and half width are one. */
export function matchesName(of: string, typed: string): boolean {
  const text = fold(of)
  return fold(typed)
    .split(' ')
    .filter(Boolean)
    .every((word) => text.includes(word))
}

/** Those who are meant: the one with that very address or name, else all whom it could be. */
export function findByName<P extends { readonly email: string; readonly name: string }>(
  people: readonly P[],
  typed: string,
): readonly P[] {
  const wanted = withoutHonorific(fold(typed))
  if (wanted === '') return []
  const exact = people.filter(
    ({ email, name }) =>
      [fold(email), fold(email).split('@')[0]].includes(wanted) || closeUp(name) === closeUp(wanted),
  )
  if (exact.length > 0) return exact
  if (wanted.includes('@')) return people.filter(({ email }) => fold(email).startsWith(wanted))
  return people.filter(({ email, name }) => matchesName(`${name} ${email.split('@')[0]}`, wanted))
}

function withoutHonorific(text: string): string {
  return text
    .replace(/(さん|様)$/, '')
    .replace(/^@/, '')
    .trim()
}

/** Family and given name stand together as often as apart: 中村葵, 中村 葵. */
function closeUp(name: string): string {
  return fold(name).replaceAll(' ', '')
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
