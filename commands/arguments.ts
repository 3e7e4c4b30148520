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

/** The addresses in a text: people put commas, semicolons, line ends or angle brackets around them. */
export function parseAddresses(text: string): readonly string[] {
  return text.split(/[\s,;、，；<>]+/u).filter(Boolean)
}
