/** What a chat says itself, for whichever command, by the reader's language. */
import type { Locale, Platform } from '../cases/case.ts'
import { createTranslatorFactory, type Translator } from './translator.ts'

const createTranslator = createTranslatorFactory()

/** Made once for each language. */
export function inEachLanguage<Words>(
  platform: Platform,
  words: (translator: Translator) => Words,
): (locale: Locale) => Words {
  const made = new Map<Locale, Words>()
  return (locale) => {
    const known = made.get(locale) ?? words(createTranslator(locale, 'UTC', platform))
    made.set(locale, known)
    return known
  }
}

export type Words = ReturnType<typeof chatWords>

/** Those that every chat needs. */
export function chatWords({ t }: Translator) {
  return {
    title: t('chat.app'),
    close: t('chat.close'),
    moment: t('chat.moment'),
    working: t('chat.working'),
    lateForm: t('chat.late-form'),
    openForm: t('chat.open-form'),
    tooLateForm: t('chat.too-late-form'),
    notUnderstood: t('chat.not-understood'),
    notOurs: t('chat.not-ours'),
    filesLost: (names: string) => t('chat.files-lost', { names }),
    notShown: (number: number, entry: number) => t('chat.not-shown', { number, entry }),
    caseRemoved: t('chat.case-removed'),
    part: (part: number, parts: number) => t('chat.part', { part, parts }),
    failed: (id: string) => t('chat.failed', { id }),
  }
}
