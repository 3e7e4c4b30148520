/** Arguments that several commands share. An issue's message is a message key. */
import { z } from 'zod'
import { severities } from '../src/cases/case.ts'

/** People write 1001, #1001 or １００１. */
export const CaseNumber = z
  .string('args.number-missing')
  .transform((text) => text.normalize('NFKC').trim().replace(/^#/, ''))
  .pipe(
    z
      .string()
      .min(1, 'args.number-missing')
      .regex(/^[1-9]\d{0,14}$/, 'args.number'),
  )
  .transform(Number)

/** p2 and Ｐ２ are P2. */
export const SeverityWord = z
  .string()
  .transform((text) => text.normalize('NFKC').trim().toUpperCase())
  .pipe(z.enum(severities, 'args.severity'))

/** What somebody looks for; as many characters as a button can carry along to the next page. */
export const SearchText = z.string().transform((text) => [...text.trim()].slice(0, 200).join('') || undefined)

/** Free text from a line or a button; nothing typed is nothing given. */
export const FreeText = z.string().transform((text) => text.trim() || undefined)

/**
 * The addresses in a text: people put commas, semicolons, line ends or angle brackets around them, and mail programs copy names before
 * them (`"Yamada, Taro" <taro@example.com>`, `山田 太郎 <taro@example.com>`). A word that is neither is kept, so that it is refused by name.
 */
export function parseAddresses(text: string): readonly string[] {
  return text.split('>').flatMap((part) => {
    const [before = '', ...rest] = part.split('<')
    const inside = rest.join(' ')
    return splitWords(inside.includes('@') ? `${dropName(before)} ${inside}` : `${before} ${inside}`)
  })
}

function splitWords(text: string): readonly string[] {
  return text.split(/[\s,;、，；]/u).filter(Boolean)
}

const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '”': '“' }

/** What stands before an address in brackets, without the name of whom it belongs to: that has no delimiter in it, or quotes around it. */
function dropName(before: string): string {
  const text = before.trimEnd()
  const opening = quotes[text.at(-1) ?? '']
  const quoted = opening ? text.slice(0, -1).lastIndexOf(opening) : -1
  if (quoted >= 0) return text.slice(0, quoted)
  const name = text.split(/[,;、，；\n]/u).at(-1) ?? ''
  // An address may stand in the name's place.
  const addresses = splitWords(name).filter((word) => word.includes('@'))
  return `${text.slice(0, text.length - name.length)} ${addresses.join(' ')}`
}
