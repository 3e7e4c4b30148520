/** What the product says, in the reader's language and time zone. */
import { IntlMessageFormat } from 'intl-messageformat'
import type { Locale, Platform } from '../cases/case.ts'
import { type Names, noNames } from '../cases/names.ts'
import { en, ja } from './catalogue.ts'
import type { ParametersOf } from './message-parameters.ts'

export type MessageKey = keyof typeof en

export type MessageParameters<Key extends MessageKey> = ParametersOf<(typeof en)[Key]>

type Values<Name extends string = string> = Readonly<Record<Name, string | number>>

export interface Translator {
  readonly locale: Locale
  readonly timeZone: string
  /** The message with its `{parameters}` filled in. Values are literal text: none of them is looked at for further braces. */
  t<Key extends MessageKey>(
    key: Key,
    ...values: [MessageParameters<Key>] extends [never] ? [] : [Values<MessageParameters<Key>>]
  ): string
  /** DOM-4: what a domain or a person is called today. The values of messages are taken care of, but for what somebody typed. */
  nameOf(id: string): string
  /** A message whose key is known only at run time, such as a refusal's. A parameter that has no value is left empty. */
  text(key: MessageKey, values: Partial<Values>): string
}

/** The platform tells what a place is called there; without one it is a channel. */
export type TranslatorFactory = (locale: Locale, timeZone: string, platform?: Platform) => Translator

const messages: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, ja }

const places: Readonly<Record<Locale, Readonly<Record<Platform, string>>>> = {
  en: { slack: 'channel', gchat: 'space' },
  ja: { slack: 'チャンネル', gchat: 'スペース' },
}
const chats: Readonly<Record<Platform, string>> = { slack: 'Slack', gchat: 'Google Chat' }

/** Values that are shown as they were typed, though they may be the former name of something. */
const asTyped = new Set([
  'input',
  'typed',
  'word',
  'title',
  'text',
  'reason',
  'said',
  'line',
  'address',
  'addresses',
])

/** People in the same place share one; time zones are few. */
const mostTranslators = 500

/** Makes a translator for each reader. */
export function createTranslatorFactory(
  names: Pick<Names, 'presentName' | 'isEmpty'> = noNames,
): TranslatorFactory {
  const named = <V extends Partial<Values> | undefined>(values: V): V => {
    if (!values || names.isEmpty) return values
    const shown = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && !asTyped.has(name)
        ? value.split(', ').map(names.presentName).join(', ')
        : value,
    ])
    return Object.fromEntries(shown) as V
  }
  const made = new Map<string, Translator>()
  const make = (locale: Locale, timeZone: string, platform: Platform): Translator => {
    const implicit = { place: places[locale][platform], chat: chats[platform] }
    const say = (key: MessageKey, values: Partial<Values> | undefined): string => {
      const message = messages[locale][key]
      // Most messages have no parameters, and need no parser.
      if (!message.includes('{')) return message
      return String(getFormat(locale, message).format({ ...implicit, ...values }))
    }
    return {
      locale,
      timeZone,
      t: (key, ...[values]) => say(key, named(values)),
      nameOf: (id) => names.presentName(id),
      text: (key, values) => say(key, { ...blank(messages[locale][key]), ...implicit, ...named(values) }),
    }
  }
  return (locale, timeZone, platform = 'slack') => {
    const key = `${locale} ${platform} ${timeZone}`
    const known = made.get(key)
    if (known) return known
    if (made.size >= mostTranslators) made.clear()
    const translator = make(locale, timeZone, platform)
    made.set(key, translator)
    return translator
  }
}

const formats = new Map<string, IntlMessageFormat>()

/** Parsed when it is first said, and kept. */
function getFormat(locale: Locale, message: string): IntlMessageFormat {
  const known = formats.get(message)
  if (known) return known
  // `<number>` in a message is text, no tag.
  const made = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
  formats.set(message, made)
  return made
}

function blank(message: string): Record<string, string> {
  return Object.fromEntries([...message.matchAll(/{(\w+)/g)].map(([, name = '']) => [name, '']))
}
