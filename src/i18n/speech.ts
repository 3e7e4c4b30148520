/** What the product says, in the reader's language and time zone. */
import i18next, { type i18n } from 'i18next'
import type { Locale } from '../cases/case.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

export type MessageKey = keyof typeof en

export interface Speech {
  readonly locale: Locale
  readonly timeZone: string
  /** The message with its `{{values}}` filled in. Values are literal text. */
  t(key: MessageKey, values?: Readonly<Record<string, string | number>>): string
}

export type Speak = (locale: Locale, timeZone: string) => Speech

/** Loads both languages once; the answer makes a Speech for each reader. */
export function createSpeak(): Speak {
  const instance: i18n = i18next.createInstance()
  instance.init({
    initAsync: false,
    resources: { en: { translation: en }, ja: { translation: ja } },
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  })
  const translate = { en: instance.getFixedT('en'), ja: instance.getFixedT('ja') }
  // A message without values is always the same: labels and buttons make up most of a card.
  const told = { en: new Map<MessageKey, string>(), ja: new Map<MessageKey, string>() }
  function plain(locale: Locale, key: MessageKey): string {
    const known = told[locale].get(key)
    if (known !== undefined) return known
    const text = translate[locale](key)
    told[locale].set(key, text)
    return text
  }
  return (locale, timeZone) => ({
    locale,
    timeZone,
    t: (key, values) => (values ? translate[locale](key, values) : plain(locale, key)),
  })
}
