import type { Locale } from './case.ts'

/** In which language and time zone somebody reads. */
export interface ReaderTerms {
  readonly locale: Locale
  readonly timeZone: string
}

/** By the e-mail of an account or of a customer's user; undefined of whom no language is told. */
export type FindTerms = (email: string) => Promise<ReaderTerms | undefined>
