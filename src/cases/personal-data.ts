/** CRE-3: what is looked for, and how it is named to the person. The search itself is handed to the service. */
import type { Locale } from './case.ts'

export const personalDataKinds = [
  'card-number',
  'phone-number',
  'my-number',
  'password',
  'secret-key',
] as const
export type PersonalDataKind = (typeof personalDataKinds)[number]

export interface Finding {
  readonly kind: PersonalDataKind
  /** 1-based line within the text. */
  readonly line: number
  /** What was found with its middle hidden, safe to show and to log: `4111…1111`. */
  readonly shown: string
}

/** Where phone numbers without a country code are taken to be from, by the customer's language. */
export function resolveRegion({ language }: { readonly language: Locale }): string {
  return language === 'ja' ? 'JP' : 'US'
}

/** How long a search may go on. */
export interface SearchBudget {
  isOver(): boolean
}

/** The budget was over before the text was searched to its end: what it holds is not known. */
export class SearchCutShort extends Error {
  constructor() {
    super('The search for personal data took too long')
    this.name = 'SearchCutShort'
  }
}

/**
 * Looks a text over; `region` (ISO 3166, two letters) tells how phone numbers without a country code are read. Lets others be
 * served in between, and throws `SearchCutShort` once the budget is over.
 */
export type FindPersonalData = (
  text: string,
  region: string,
  budget?: SearchBudget,
) => Promise<readonly Finding[]>
