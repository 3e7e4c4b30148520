/** What the product says, in the reader's language and time zone. */
import type { Locale } from '../cases/case.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

export type MessageKey = keyof typeof en

type Values = Readonly<Record<string, string | number>>

export interface Translator {
  readonly locale: Locale
  readonly timeZone: string
  /** The message with its `{{values}}` filled in. Values are literal text: none of them is looked at for further braces. */
  t(key: MessageKey, values?: Values): string
}

export type TranslatorFactory = (locale: Locale, timeZone: string) => Translator

const messages: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, ja }

/** Makes a Speech for each reader. */
export function createTranslatorFactory(): TranslatorFactory {
  return (locale, timeZone) => ({
    locale,
    timeZone,
    t: (key, values) => (values ? filled(messages[locale][key], values) : messages[locale][key]),
  })
}

function filled(message: string, values: Values): string {
  return message.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ''))
}
