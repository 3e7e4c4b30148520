/** The catalogue that a case is filed under (CRE-1): products, services such as Gmail, and the areas beneath each. */
import type { Locale } from './case.ts'

export type LocalizedText = Readonly<Record<Locale, string>>

/** Its id never changes once published; cases keep it. */
export interface Product {
  readonly id: string
  readonly name: LocalizedText
}

/** One of the answers that a question offers. */
export interface Choice {
  readonly id: string
  readonly name: LocalizedText
}

export interface Question {
  readonly id: string
  readonly label: LocalizedText
  readonly optional: boolean
  /** None: the answer is free text. */
  readonly choices: readonly Choice[]
}

/** What a case is filed under: an area of a service, or a service that has no areas. */
export interface Category {
  readonly id: string
  readonly service: string
  readonly name: LocalizedText
  /** With its service before it: `Gmail › Sending and receiving`. At most 75 characters: a menu entry. */
  readonly path: LocalizedText
  /** Its own, then what holds for the whole service. */
  readonly guidance: readonly LocalizedText[]
  readonly questions: readonly Question[]
  /** Offered to nobody, still named on the cases that bear it. */
  readonly hidden: boolean
  /** CRE-10: suggested as not visible to the customer; what is missing is not. */
  readonly hiddenFromCustomer?: boolean
}

/** A service with what is offered beneath it. One without areas is a single category of the same id. */
export interface CategoryService {
  readonly id: string
  readonly name: LocalizedText
  readonly categories: readonly Category[]
}

export interface Categories {
  readonly products: readonly Product[]
  /** Those with anything to offer, in the order in which they are shown. */
  readonly services: readonly CategoryService[]
  product(id: string): Product | undefined
  service(id: string): CategoryService | undefined
  /** Hidden ones too. */
  category(id: string): Category | undefined
  /** What a keyword of either language stands for, the best first; no words, no finds. Hidden ones are never found. */
  find(query: string): readonly Category[]
}

/**
 * The answer as the case keeps it: text as it was written; one of several choices by its name in the case's language.
 * A choice may be given by its id, as forms do, or by its name in either language. Undefined: no such choice.
 */
export function resolveAnswer(question: Question, given: string, language: Locale): string | undefined {
  if (question.choices.length === 0 || given === '') return given
  const meant = given.toLowerCase()
  const choice = question.choices.find(({ id, name }) =>
    [id, name.en, name.ja].some((value) => value.toLowerCase() === meant),
  )
  return choice?.name[language]
}
